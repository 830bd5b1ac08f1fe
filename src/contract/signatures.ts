import { readdirSync, readFileSync } from 'node:fs';
import { messageOf, userError } from '../errors.ts';
import { parseObject } from '../openapi/read/parse.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { type Security, signatureExtension } from '../openapi/security.ts';
import { signatureScheme } from '../openapi/signature-scheme.ts';
import { isObject, mapValues } from '../schema/json.ts';
import { withValueAt } from '../schema/pointer.ts';
import { bundled } from './bundled.ts';

/** Lists the signature schemes that ship with the package. */
export function signatureNames(): string[] {
  return readdirSync(bundled('openapi/signatures'))
    .map((name) => name.replace(/\.yaml$/, ''))
    .toSorted();
}

/** Gives a document whose deliveries are signed by a scheme: one that ships with the package, by name, or a file's. */
export function withSignature(document: OpenApiDocument, nameOrFile: string): OpenApiDocument {
  const data = signatureNames().includes(nameOrFile) ? presetOf(nameOrFile) : schemeIn(nameOrFile);
  const { header } = signatureScheme(data, nameOrFile);
  const scheme = { type: 'apiKey', in: 'header', name: header, [signatureExtension]: data };
  const declared = withValueAt(document, ['components', 'securitySchemes', 'Signature'], scheme);
  return withValueAt(declared, ['security'], [{ Signature: [] }]);
}

/** Gives a security whose signatures are over one URL wherever deliveries go. Throws a usage error for what is no URL. */
export function withSignedUrl(security: Security, url: string | undefined): Security {
  if (url === undefined) return security;
  return security.map((alternative) =>
    alternative.map((credential) => {
      const { source } = credential;
      if (source.kind !== 'signature') return credential;
      return {
        ...credential,
        source: { ...source, scheme: signatureScheme({ ...source.scheme, url }, '--signed-url') },
      };
    }),
  );
}

/** Writes out the schemes that a document takes from the package by `x-hookproof-signature: { preset: NAME }`. */
export function withPresets(document: OpenApiDocument): OpenApiDocument {
  const schemes = document.components?.securitySchemes ?? {};
  const fresh = mapValues(schemes, (each) => {
    const signature = isObject(each) ? each[signatureExtension] : undefined;
    if (!isObject(signature) || signature.preset === undefined) return each;
    const { preset, ...own } = signature;
    return { ...(each as object), [signatureExtension]: { ...presetOf(String(preset)), ...own } };
  });
  const changed = Object.keys(schemes).some((name) => fresh[name] !== schemes[name]);
  return changed ? withValueAt(document, ['components', 'securitySchemes'], fresh) : document;
}

function presetOf(name: string): Record<string, unknown> {
  const names = signatureNames();
  if (names.includes(name)) return schemeIn(bundled(`openapi/signatures/${name}.yaml`));
  throw userError('usage', `no signature scheme "${name}"`, { hint: `There are: ${names.join(', ')}.` });
}

function schemeIn(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing ? 'no such file, nor a scheme of that name' : messageOf(cause);
    throw userError('usage', `${file}: ${why}`, { cause, hint: `The schemes are: ${signatureNames().join(', ')}.` });
  }
  return parseObject(text, file);
}
