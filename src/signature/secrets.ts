import { type Keys, verifyTokens } from './keys.ts';
import { secretsOf } from './secret-keys.ts';

/** Holds a text that must not get out, and what is written in its place. */
export interface Secret {
  text: string;
  shown: string;
}

/**
 * Lists the two keys as secrets, each with those that were valid before it, both as basic authentication encodes them, and what
 * a sender and a receiver know each other by.
 */
export function keySecrets(keys: Keys): Secret[] {
  const [named, secrets] = [secretsOf(keys.public), secretsOf(keys.private)];
  const pairs = named.flatMap((name) => secrets.map((secret) => Buffer.from(`${name}:${secret}`).toString('base64')));
  const held = (['private', 'public'] as const).flatMap((role) =>
    secretsOf(keys[role]).map((text) => ({ text, shown: `<${role}-key>` })),
  );
  return [
    ...pairs.map((text) => ({ text, shown: '<public-key>:<private-key>' })),
    ...verifyTokens(keys).map((text) => ({ text, shown: '<verify-token>' })),
    ...held,
  ];
}

/** Makes a function that redacts secrets. A text of less than four characters is no secret: it would be found everywhere. */
export function secretRedactor(secrets: readonly Secret[]): (text: string) => string {
  const unique = [...new Map(secrets.map((secret) => [secret.text, secret])).values()];
  const longestFirst = unique.filter(({ text }) => text.length > 3).toSorted((a, b) => b.text.length - a.text.length);
  return (text) => longestFirst.reduce((result, secret) => result.replaceAll(secret.text, () => secret.shown), text);
}

/** Makes a function that redacts secrets in whatever disguise they stand. It is worth keeping: to prepare it takes a while. */
export function disguisedSecretRedactor(secrets: readonly Secret[]): (text: string) => string {
  const known = secrets.flatMap(({ text, shown }) => disguisesOf(text).map((disguise) => ({ ...disguise, shown })));
  return (text) =>
    known.reduce(
      (result, { beginning, whole, shown }) => (beginning.test(result) ? result.replace(whole(), shown) : result),
      text,
    );
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

/** A shorter text occurs by chance. */
const shortestSecret = 4;
/** Limits what may be shown of a longer key: the rest can be guessed from so many characters. */
const tellingLength = 12;

/** Holds how a secret may be written: how that begins, and all of it, whose pattern takes long to make. */
interface Disguise {
  beginning: RegExp;
  whole(): RegExp;
}

/** Of so many characters a pattern is made at once; few texts hold these. */
const beginningLength = 5;

/**
 * Lists what a receiver may turn a secret into before it shows it: another case, escapes of URLs, JSON and HTML, hex, base64,
 * the numbers of its bytes, the order reversed, characters set apart. The patterns match its beginning alone, too, where that
 * is long enough to tell.
 */
function disguisesOf(secret: string): Disguise[] {
  if (secret.length < shortestSecret) return [];
  const bytes = Buffer.from(secret);
  const characters = Array.from(secret, escapedForms);
  const sure = Math.max(Math.ceil(characters.length * 0.6), Math.min(characters.length, tellingLength));
  const numbers = Array.from(bytes, String);
  return [
    disguise('gi', characters.slice(0, sure), separators, anyBeginning(characters.slice(sure))),
    disguise('gi', characters.toReversed()),
    disguise('gi', Array.from(bytes, hexByte), '[\\s:-]?'),
    disguise('g', [`\\b${numbers[0]}`, ...numbers.slice(1)], '\\s{0,40},\\s{0,40}', '\\b'),
    ...[0, 1, 2].flatMap((offset) => base64Disguise(bytes, offset)),
  ];
}

/** Makes the patterns of what stands one after the other; `end` is what only the whole has. */
function disguise(flags: string, parts: readonly string[], between = '', end = ''): Disguise {
  let whole: RegExp | undefined;
  return {
    beginning: new RegExp(parts.slice(0, beginningLength).join(between), flags.replace('g', '')),
    whole() {
      whole ??= new RegExp(parts.join(between) + end, flags);
      return whole;
    },
  };
}

/** Matches white space, quotes and what joins texts, also as URLs and JSON escape them. */
const separators = '(?:[\\s\\0"\'+,.-]|%(?:25)?(?:0[9ad]|2[0267bcde])|\\\\[nrt"]){0,4}';

/** Matches all of it, none of it, or any beginning of it. */
function anyBeginning(characters: readonly string[]): string {
  return characters.reduceRight((rest, character) => `(?:${separators}${character}${rest})?`, '');
}

/** Matches a character as it is, and as URLs (some in others), JSON, JavaScript, XML and HTML escape it. */
function escapedForms(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  const percent = Array.from(Buffer.from(character), (byte) => `%(?:25){0,3}${hexByte(byte)}`).join('');
  const itself = `${character.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')}`;
  const escaped = `${percent}|\\\\u0*${code}|\\\\u\\{0*${code}\\}|\\\\x${code}|\\\\?${itself}`;
  return `(?:${escaped}|&#0*${character.codePointAt(0)};|&#x0*${code};)`;
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function base64Disguise(bytes: Buffer, offset: number): Disguise[] {
  const core = base64Core(bytes, offset, 'base64url');
  if (core.length < 6) return [];
  const characters = Array.from(core, (each) => (each === '-' ? '[-+]' : each === '_' ? '[_/]' : each));
  return [disguise('g', characters, '', '[\\w+/=-]{0,2}')];
}

/** Encodes bytes as base64 shows them behind so many others, without the characters that their neighbours change. */
function base64Core(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString(encoding);
  // A character holds six bits: the first whole one after the bytes before, and the last before those that follow.
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
