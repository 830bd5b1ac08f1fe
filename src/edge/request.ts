import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { mediaTypeEssence } from '../openapi/media-types.ts';
import type { Limits } from './limits.ts';
import { type HttpResponse, problem } from './response.ts';
import { mayHold } from './turns.ts';

/** Lists headers of which two would leave it to each reader which one counts; node keeps the first without a word. */
const singleHeaders = ['host', 'content-type'];

/** Refuses what no server of ours takes: too many headers, two hosts, two media types, odd codings (RFC 9112, 6.1). */
export function refuseHead(request: IncomingMessage, limits: Limits): HttpResponse | undefined {
  const raw = request.rawHeaders;
  if (raw.length > limits.headers * 2) return problem(431, `more than ${limits.headers} headers`);
  for (const name of singleHeaders)
    if (occurrencesOf(raw, name) > 1) return problem(400, `more than one ${name} header`);
  // Of `gzip, chunked` node takes the chunks apart, and leaves the rest to us without a word.
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return problem(400, 'a transfer-encoding but chunked');
  return undefined;
}

/** Counts a header among names and values that take turns; the length is compared first, since this is asked of every request. */
function occurrencesOf(raw: readonly string[], name: string): number {
  let times = 0;
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]?.length === name.length && raw[i]?.toLowerCase() === name) times++;
  }
  return times;
}

/** Tells whether the body comes as one of the media types, in UTF-8 and not encoded. The usual spelling takes no parsing. */
export function takesMediaType(headers: IncomingHttpHeaders, mediaTypes: readonly string[]): boolean {
  // `identity` is no encoding, but RFC 9110, 8.4.1 keeps the word for Accept-Encoding: who sends it here errs.
  if (headers['content-encoding'] !== undefined) return false;
  const given = headers['content-type'];
  if (given === undefined) return false;
  if (mediaTypes.includes(given)) return true;
  const charset = /;\s*charset=([^;\s]*)/i.exec(given)?.[1] ?? 'utf-8';
  const essence = mediaTypeEssence(given);
  return /^("?)utf-8\1$|^utf8$/i.test(charset) && mediaTypes.some((each) => mediaTypeEssence(each) === essence);
}

/**
 * Collects a request's body, never holding more than `limit` bytes, nor more than all may hold together. Calls one of both once;
 * none where the sender leaves, or was told to come again.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  refuse: (refusal: HttpResponse) => void,
  done: (bytes: Buffer) => void,
): void {
  const refuseSize = (): void => refuse(problem(413, `the body is larger than ${limit} bytes`));
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    refuseSize();
    return;
  }
  let chunks: Buffer[] | undefined = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    if (!chunks) return;
    size += chunk.length;
    const isTooLarge = size > limit;
    if (!isTooLarge && mayHold(request, chunk.length)) chunks.push(chunk);
    else chunks = undefined;
    if (isTooLarge) refuseSize();
  });
  request.on('end', () => {
    if (chunks) done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  });
  // The sender has left; there is nobody to respond to.
  request.on('error', ignore);
}

const ignore = (): void => {};
