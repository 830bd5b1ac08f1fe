import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUserError, messageOf, userError } from '../../errors.ts';
import { isObject } from '../../schema/json.ts';
import { resolveReferences } from '../resolve.ts';
import { isUrl, parseUrl, readText } from './fetch.ts';
import { hideReferences, showReferences } from './hide-references.ts';
import { parseText } from './parse.ts';

/** Reads the files beside a document, where they are not those of the disk. */
export interface ReferencedFiles {
  /** The absolute path of the document. */
  base: string;
  /** Gives the text of a file, by its absolute path. */
  read(file: string): Promise<string>;
}

/** Says where a document is, what may be read for it, and where its places stand in its text. */
interface ReferenceOptions {
  allowedHosts: readonly string[];
  lineOf: (pointer: string) => number;
  files?: ReferencedFiles | undefined;
}

/**
 * Resolves the references of a document (see `resolveReferences`), and pulls the files that it refers to into it. Only files
 * under the document's own folder are read, links followed; only hosts that the user named are asked. Throws an input error
 * for anything else, naming the reference.
 */
export async function bundleReferences(
  given: Record<string, unknown>,
  source: string,
  { allowedHosts, lineOf, files }: ReferenceOptions,
): Promise<Record<string, unknown>> {
  const external = new Set<string>();
  const document = resolveReferences(given, { source, lineOf, takeExternal: (reference) => external.add(reference) });
  if (external.size === 0) return document;
  for (const reference of external) checkScheme(reference, source, allowedHosts);
  // It takes long to load, and most documents refer to themselves alone.
  const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
  const read = (file: { url: string }) => readReferenced(file.url, source, { allowedHosts, files });
  const parse = (file: { url: string; data: unknown }) => hideReferences(parseText(String(file.data), file.url));
  try {
    const base = files?.base ?? (isUrl(source) ? source : resolve(source));
    // The library's types know only its own names for resolvers and parsers; it takes any.
    const options = {
      resolve: { file: false, http: false, contained: { order: 1, canRead: true, read } },
      parse: { json: false, yaml: false, text: false, binary: false, bounded: { order: 1, canParse: true, parse } },
    };
    const bundled = await SwaggerParser.bundle(base, hideReferences(document) as never, options as never);
    const shown = showReferences(bundled) as Record<string, unknown>;
    return resolveReferences(shown, { source, lineOf });
  } catch (cause) {
    throw original(cause) ?? userError('input', `${source}: ${messageOf(cause)}`, { cause });
  }
}

function original(error: unknown): unknown {
  for (let each = error; each instanceof Error; each = each.cause) if (isUserError(each)) return each;
  const inner = isObject(error) ? (error.ioErrorCode ?? error.originalError) : undefined;
  return isUserError(inner) ? inner : undefined;
}

function checkScheme(reference: string, source: string, allowedHosts: readonly string[]): void {
  const refuse = (why: string, hint?: string) =>
    userError('input', `${source}: $ref "${reference}" is not followed: ${why}`, hint ? { hint } : {});
  if (isUrl(reference)) {
    const { host, hostname } = parseUrl(reference);
    if (allowedHosts.includes(host) || allowedHosts.includes(hostname)) return;
    throw refuse('its host was not named', `If you trust it, add --allow-host ${host}`);
  }
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(reference)) throw refuse('only files under the document’s own folder are read');
}

async function readReferenced(
  url: string,
  source: string,
  { allowedHosts, files }: Omit<ReferenceOptions, 'lineOf'>,
): Promise<string> {
  if (isUrl(url)) return readText(url, allowedHosts);
  const refused = userError('input', `${source}: a $ref leads out of the document’s own folder`, {
    hint: 'Only files under that folder are read; move the file there.',
  });
  if (isUrl(source)) throw refused;
  const file = url.startsWith('file:') ? fileURLToPath(url) : decodeURIComponent(url);
  const missing = (folder: string): Error =>
    userError('input', `${source}: $ref to ${relative(folder, resolve(file))}: no such file`);
  if (files) {
    const own = dirname(files.base);
    if (!inside(own, resolve(file))) throw refused;
    return files.read(file).catch(() => Promise.reject(missing(own)));
  }
  const folder = await realpath(dirname(resolve(source)));
  const target = await realpath(file).catch(() => undefined);
  if (!target) throw inside(folder, resolve(file)) ? missing(folder) : refused;
  if (!inside(folder, target)) throw refused;
  return readText(target);
}

function inside(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
