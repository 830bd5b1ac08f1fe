import { base64Core, disguisePatterns } from './disguises.ts';
import type { Keys } from './keys.ts';

/** Holds a text that must not get out, and what is written in its place. */
export interface Secret {
  text: string;
  shown: string;
}

/** Lists the two keys as secrets. */
export function keySecrets(keys: Keys): Secret[] {
  return [
    { text: keys.private, shown: '<private-key>' },
    { text: keys.public, shown: '<public-key>' },
  ];
}

/** Makes a function that redacts secrets. A text of less than four characters is no secret: it would be found everywhere. */
export function secretRedactor(secrets: readonly Secret[]): (text: string) => string {
  const unique = [...new Map(secrets.map((secret) => [secret.text, secret])).values()];
  const longestFirst = unique.filter(({ text }) => text.length > 3).toSorted((a, b) => b.text.length - a.text.length);
  return (text) => longestFirst.reduce((result, secret) => result.replaceAll(secret.text, secret.shown), text);
}

/** Makes a function that redacts secrets in whatever disguise they stand. It is worth keeping: to prepare it takes a while. */
export function disguisedSecretRedactor(secrets: readonly Secret[]): (text: string) => string {
  const known = secrets.flatMap(({ text, shown }) => disguisePatterns(text).map((pattern) => ({ pattern, shown })));
  return (text) => known.reduce((result, { pattern, shown }) => result.replace(pattern, shown), text);
}

/** Spells a secret in all the ways in which it may travel: as it is, percent-encoded, in hex, and inside base64. */
export function encodedSecrets({ text, shown }: Secret): Secret[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const inBase64 = (['base64', 'base64url'] as const).flatMap((encoding) =>
    [0, 1, 2].map((offset) => base64Core(bytes, offset, encoding)),
  );
  return [text, encodeURIComponent(text), hex, hex.toUpperCase(), ...inBase64].map((spelt) => ({ text: spelt, shown }));
}
