import { isUtf8 } from 'node:buffer';
import type { Header } from '../../exchange.ts';
import type { StoredBody } from '../../recorded/exchange.ts';
import { parseBody } from '../../validator/body.ts';
import { hideKeysInJson } from './redact-json.ts';
import type { Hide, Treatment } from './treatment.ts';

/** Leaves everything as it came, except for keys. */
export const keysTreatment: Treatment = {
  segment: (text, hide) => hide(text),
  name: (text, hide) => hide(text),
  value: (text, hide) => hide(text),
  header: ([name, value], hide) => [hide(name), hide(value)],
  event: (bytes, hide) => {
    const stored = hideKeysInBody(bytes, hide);
    return stored && { stored, redacted: 'no' };
  },
  // Nobody can see whether a key is in what is compressed.
  body: (bytes, headers, hide) => (isEncoded(headers) ? undefined : hideKeysInBody(bytes, hide)),
};

/** Gives a body without keys; undefined for bytes that hold one and are no text. */
function hideKeysInBody(bytes: Buffer, hide: Hide): StoredBody | undefined {
  if (isUtf8(bytes)) {
    const text = bytes.toString();
    return { body: parseBody(bytes).ok ? hideKeysInJson(text, hide) : hide(text) };
  }
  const spelt = [bytes.toString('latin1'), bytes.toString('utf16le'), bytes.subarray(1).toString('utf16le')];
  return spelt.some((text) => hide(text) !== text) ? undefined : { bodyBase64: bytes.toString('base64') };
}

function isEncoded(headers: readonly Header[]): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-encoding' && value.trim() !== 'identity');
}
