/** A shorter text occurs by chance. */
const least = 4;
/** What is left of a longer key gives the rest away. */
const telling = 12;

/**
 * What a receiver may make of a secret before it shows it: another case, escapes of URLs, JSON and HTML, hex, base64, the
 * numbers of its bytes, the order reversed, characters set apart. Its beginning alone is found too, where that is long
 * enough to tell.
 */
export function disguises(secret: string): RegExp[] {
  if (secret.length < least) return [];
  const bytes = Buffer.from(secret);
  const characters = Array.from(secret, escapes);
  const sure = Math.max(Math.ceil(characters.length * 0.6), Math.min(characters.length, telling));
  const beginning = characters.slice(0, sure).join(apart) + optional(characters.slice(sure));
  return [
    new RegExp(beginning, 'gi'),
    new RegExp(characters.toReversed().join(''), 'gi'),
    new RegExp(Array.from(bytes, hex).join('[\\s:-]?'), 'gi'),
    new RegExp(`\\b${Array.from(bytes, String).join('\\s{0,40},\\s{0,40}')}\\b`, 'g'),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ];
}

/** White space, quotes and what joins texts, also as URLs and JSON escape them. */
const apart = '(?:[\\s\\0"\'+,.-]|%(?:25)?(?:0[9ad]|2[0267bcde])|\\\\[nrt"]){0,4}';

/** All of it, none of it, or any beginning of it. */
function optional(characters: readonly string[]): string {
  return characters.reduceRight((rest, character) => `(?:${apart}${character}${rest})?`, '');
}

/** A character as it is, and as URLs (some in others), JSON, JavaScript, XML and HTML escape it. */
function escapes(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  const percent = Array.from(Buffer.from(character), (byte) => `%(?:25){0,3}${hex(byte)}`).join('');
  const itself = `${character.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')}`;
  const escaped = `${percent}|\\\\u0*${code}|\\\\u\\{0*${code}\\}|\\\\x${code}|\\\\?${itself}`;
  return `(?:${escaped}|&#0*${character.codePointAt(0)};|&#x0*${code};)`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** How the bytes look in base64 when so many others stand before them; what those others change is left out. */
function base64At(bytes: Buffer, offset: number): RegExp[] {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64url');
  // A character holds six bits: the first whole one after the bytes before, and the last before those that follow.
  const core = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  if (core.length < 6) return [];
  return [new RegExp(`${core.replaceAll('-', '[-+]').replaceAll('_', '[_/]')}[\\w+/=-]{0,2}`, 'g')];
}
