import type { IncomingHttpHeaders } from 'node:http';
import { mediaTypeEssence } from '../openapi/media-types.ts';

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
