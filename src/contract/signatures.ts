import type { OpenApiDocument } from '../openapi/read/read.ts';
import { type Security, signatureExtension } from '../openapi/security.ts';
import { signatureScheme } from '../openapi/signature-scheme.ts';
import { isObject, mapValues } from '../schema/json.ts';
import { withValueAt } from '../schema/pointer.ts';
import { presetKinds, readPreset, readPresetOrFile } from './presets.ts';

/** Gives a document whose deliveries are signed by a scheme: one that ships with the package, by name, or a file's. */
export function withSignature(document: OpenApiDocument, nameOrFile: string): OpenApiDocument {
  const data = readPresetOrFile(presetKinds.signature, nameOrFile);
  const { header } = signatureScheme(data, nameOrFile);
  const scheme = { type: 'apiKey', in: 'header', name: header, [signatureExtension]: data };
  const declared = withValueAt(document, ['components', 'securitySchemes', 'Signature'], scheme);
  return withValueAt(declared, ['security'], [{ Signature: [] }]);
}

/** Gives the security of deliveries that one scheme proves, whatever a document says. Throws an input error for a wrong one. */
export function signatureSecurity(nameOrFile: string, signedUrl?: string): Security {
  const scheme = signatureScheme(readPresetOrFile(presetKinds.signature, nameOrFile), nameOrFile);
  const credential = { scheme: 'Signature', in: 'header' as const, name: scheme.header };
  return withSignedUrl([[{ ...credential, source: { kind: 'signature', scheme } }]], signedUrl);
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
    return {
      ...(each as object),
      [signatureExtension]: { ...readPreset(presetKinds.signature, String(preset)), ...own },
    };
  });
  const changed = Object.keys(schemes).some((name) => fresh[name] !== schemes[name]);
  return changed ? withValueAt(document, ['components', 'securitySchemes'], fresh) : document;
}
