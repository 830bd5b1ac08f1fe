import { basename } from 'node:path';
import { userError } from '../../errors.ts';
import { isObject, mapValues } from '../../schema/json.ts';
import { isUrl, parseUrl, readText } from './fetch.ts';
import { lineFinder } from './lines.ts';
import { parseObject } from './parse.ts';
import { bundleReferences, type ReferencedFiles } from './references.ts';

/** Holds a document as plain data, with what had to be mended to read it as OpenAPI at all. */
export interface SourceDocument {
  /** Names the file or URL, as the user gave it. */
  source: string;
  document: OpenApiDocument;
  /** Holds one sentence a repair; empty for a sound document. */
  mended: string[];
  /** Holds the document before mending. */
  original: OpenApiDocument;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; [key: string]: unknown };
  servers?: { url: string }[];
  security?: Record<string, string[]>[];
  paths?: Record<string, Record<string, unknown>>;
  webhooks?: Record<string, Record<string, unknown>>;
  components?: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

/**
 * Reads an OpenAPI 3.0, 3.1 or 3.2 document, YAML or JSON, from a file or an allowed URL, and pulls in the files it refers to.
 * Also takes a documentation page that carries the document in a fenced block. `given` is the text of the source, where it
 * has been read before; `files` reads what it refers to, where that is not on the disk.
 */
export async function readDocument(
  source: string,
  allowedHosts: readonly string[] = [],
  given?: string,
  files?: ReferencedFiles,
): Promise<SourceDocument> {
  const hosts = hostsFor(source, allowedHosts);
  const page = given ?? (await readText(source, hosts));
  const block = fencedDocument(page);
  const text = block?.text ?? page;
  const data = parseObject(text, source);
  checkVersion(data, text, source);
  const lineOf = (pointer: string): number => lineFinder(text)(pointer);
  const original = (await bundleReferences(data, source, { allowedHosts: hosts, lineOf, files })) as OpenApiDocument;
  // To look through a large document costs more than to look for a word in it.
  const plain = original === data && !page.includes('mapping');
  const { document, mended } = plain ? { document: original, mended: [] } : mendMappings(original);
  const notes = block ? [`took the document out of the fenced block at line ${block.line} of ${basename(source)}`] : [];
  return { source, document, original, mended: [...notes, ...mended] };
}

/** Gives the text of the document itself where its source is a page that carries it; its lines keep their numbers. */
export function documentText(page: string): string {
  return fencedDocument(page)?.text ?? page;
}

/** Adds the host of a source to the allowed ones: whoever names a URL has named its host. */
export function hostsFor(source: string, allowedHosts: readonly string[]): readonly string[] {
  return isUrl(source) ? [...allowedHosts, parseUrl(source).host] : allowedHosts;
}

function fencedDocument(page: string): { text: string; line: number } | undefined {
  const match = /^(`{3,}|~{3,})(?:ya?ml|json)?[^\n]*\n(\s*["{]*openapi["]?:[\s\S]*?)^\1\s*$/m.exec(page);
  if (!match?.[2]) return undefined;
  // The blank lines keep the line numbers of the page, so that errors point into it.
  const line = page.slice(0, match.index).split('\n').length;
  return { text: '\n'.repeat(line) + match[2], line };
}

function checkVersion({ swagger, openapi }: Record<string, unknown>, text: string, source: string): void {
  const [key, version] = typeof swagger === 'string' ? ['swagger', swagger] : ['openapi', openapi];
  if (version === undefined)
    throw userError('input', `${source}:1: not an OpenAPI document: it has no "openapi" version`);
  if (key === 'openapi' && typeof version === 'string' && /^3\.[012]\.\d+/.test(version)) return;
  const at = text.search(new RegExp(`^[ \\t{"']*${key}["']?[ \\t]*:`, 'm'));
  const line = text.slice(0, Math.max(at, 0)).split('\n').length;
  const written = typeof version === 'string' ? version : JSON.stringify(version);
  if (key === 'openapi' && !/^\d+\.\d+\.\d+/.test(typeof version === 'string' ? version : ''))
    throw userError('input', `${source}:${line}: "openapi" is ${written}, and no version in full`, {
      hint: 'It is a text of three numbers, such as "3.1.0".',
    });
  const hint = key === 'openapi' ? 'Versions 3.0, 3.1 and 3.2 are.' : 'Convert it to 3.0, 3.1 or 3.2.';
  throw userError('input', `${source}:${line}: OpenAPI ${written} is not supported`, { hint });
}

/** Mends values of `discriminator.mapping` that are reference objects, as some publishers render them, into strings. */
function mendMappings(document: OpenApiDocument): { document: OpenApiDocument; mended: string[] } {
  let count = 0;
  const mendTarget = (target: unknown): unknown => {
    if (!isObject(target) || typeof target.$ref !== 'string') return target;
    count++;
    return target.$ref;
  };
  const mend = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mend);
    if (!isObject(value)) return value;
    return mapValues(value, (child, key) =>
      key === 'discriminator' && isObject(child) && isObject(child.mapping)
        ? { ...child, mapping: mapValues(child.mapping, mendTarget) }
        : mend(child),
    );
  };
  const mended = mend(document) as OpenApiDocument;
  return { document: mended, mended: count > 0 ? [`read ${count} discriminator mapping values as strings`] : [] };
}
