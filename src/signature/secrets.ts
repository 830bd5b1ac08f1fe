import { disguises } from './disguises.ts';
import type { Keys } from './keys.ts';

/** A text that must not get out, and what is written in its place. */
export interface Secret {
  text: string;
  shown: string;
}

/** The two keys, and what each becomes. */
export function keySecrets(keys: Keys): Secret[] {
  return [
    { text: keys.private, shown: '<private-key>' },
    { text: keys.public, shown: '<public-key>' },
  ];
}

/** Takes secrets out of a text. What is shorter than four characters is no secret: it would be found everywhere. */
export function hiding(secrets: readonly Secret[]): (text: string) => string {
  const unique = [...new Map(secrets.map((secret) => [secret.text, secret])).values()];
  const longestFirst = unique.filter(({ text }) => text.length > 3).toSorted((a, b) => b.text.length - a.text.length);
  return (text) => longestFirst.reduce((result, secret) => result.replaceAll(secret.text, secret.shown), text);
}

/** Takes secrets out of a text in whatever disguise they stand in it. It is worth keeping: to prepare it takes a while. */
export function hidingDisguised(secrets: readonly Secret[]): (text: string) => string {
  const known = secrets.flatMap(({ text, shown }) => disguises(text).map((pattern) => ({ pattern, shown })));
  return (text) => known.reduce((result, { pattern, shown }) => result.replace(pattern, shown), text);
}

/** A secret in all the spellings in which it may travel: as it is, percent-encoded, in hex, and inside base64. */
export function spellings({ text, shown }: Secret): Secret[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const inBase64 = (['base64', 'base64url'] as const).flatMap((encoding) =>
    [0, 1, 2].map((offset) => coreOf(bytes, offset, encoding)),
  );
  return [text, encodeURIComponent(text), hex, hex.toUpperCase(), ...inBase64].map((spelt) => ({ text: spelt, shown }));
}

/** What base64 makes of the bytes wherever they begin in a longer text, without the characters that neighbours change. */
function coreOf(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString(encoding);
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(Math.ceil((offset * 8) / 6), whole);
}
