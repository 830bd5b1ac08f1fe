import type { IncomingHttpHeaders } from 'node:http';
import { mediaTypeEssence } from '../openapi/media-types.ts';

/** Tells whether the body comes as one of the media types, in UTF-8 and not encoded. The usual spelling takes no parsing. */
export function takesMediaType(headers: IncomingHttpHeaders, mediaTypes: readonly string[]): boolean {
  // `identity` is no encoding, but RFC 9110, 8.4.1 keeps the word for Accept-Encoding: who sends it here errs.
  if (headers['content-encoding'] !== undefined) return false;
  const given = headers['content-type'];
  if (given === undefined) return false;
  if (mediaTypes.includes(given)) return true;
  const [type, ...parameters] = given.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const utf8 = charset === undefined || charset.replaceAll('"', '') === 'utf-8' || charset === 'utf8';
  return utf8 && mediaTypes.some((each) => mediaTypeEssence(each) === type);
}
