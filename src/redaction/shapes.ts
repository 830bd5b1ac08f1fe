import { isIPv4, isIPv6 } from 'node:net';
import { uuidFromHex } from '../schema/uuid.ts';
import { isDateTime, isUri } from '../schema/validate/formats.ts';

/** Gives bytes that depend on a value and on nothing else that can be known. */
export type Entropy = (length: number) => Buffer;

/** Recognises a kind of text, and makes another of the kind out of ranges that are reserved for examples. */
interface TextShape {
  matches(text: string): boolean;
  /** Gives what two spellings of the same value have in common. */
  canonical?(text: string): string;
  make(text: string, entropy: Entropy): string;
}

/** Bounds an e-mail address (RFC 5321, 4.5.3.1); what is longer is not searched for dots. */
const longestAddress = 320;

const shapes: TextShape[] = [
  {
    matches: (text) => text.length <= longestAddress && /^[^\s@<>"/:?]+@[^\s@<>"/:?]+\.[^\s@<>"/:?]+$/.test(text),
    canonical: (text) => text.toLowerCase(),
    make: (_, entropy) => `user-${entropy(6).toString('hex')}@example.com`,
  },
  {
    matches: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
    canonical: (text) => text.toLowerCase(),
    make: (_, entropy) => uuidFromHex(entropy(16).toString('hex')),
  },
  { matches: isDateTime, make: (_, entropy) => momentOf(entropy) },
  { matches: (text) => /^\d{4}-\d\d-\d\d$/.test(text), make: (_, entropy) => momentOf(entropy).slice(0, 10) },
  { matches: (text) => isIPv4(text), make: (_, entropy) => ipv4Of(entropy) },
  {
    matches: (text) => isIPv6(text),
    make: (_, entropy) => `2001:db8::${entropy(4).toString('hex').match(/.{4}/g)?.join(':')}`,
  },
  {
    matches: (text) => /^\s*\+?[\d\s().\-/]+$/.test(text) && text.replace(/\D/g, '').length >= 7,
    canonical: (text) => text.replace(/\D/g, ''),
    make: (text, entropy) => `${text.trimStart().startsWith('+') ? '+' : ''}${phoneDigits(entropy)}`,
  },
  { matches: isUri, make: (_, entropy) => `https://example.com/${entropy(8).toString('hex')}` },
];

const anyShape: TextShape = { matches: () => true, make: (text, entropy) => wordsLike(text, entropy, 10) };

/** Gives the same value in every shape that there is, for locations that ask for one which it has not. */
export function inEveryShape(text: string, entropy: Entropy): string[] {
  return shapes.map((shape) => shape.make(text, entropy));
}

export function textShapeOf(text: string): TextShape {
  return shapes.find((shape) => shape.matches(text)) ?? anyShape;
}

/** Makes +1 555 0100, which is reserved, as long as a number may be (E.164), so that many people stay distinct. */
export function phoneDigits(entropy: Entropy): string {
  return `1555010${digits(entropy, 8)}`;
}

export function digits(entropy: Entropy, count: number): string {
  return [...entropy(count)].map((byte) => byte % 10).join('');
}

const consonants = 'bdfghjklmnprstvz';
const vowels = 'aeiou';

/** Makes words that mean nothing, about as long as the text and with a space wherever it has one. */
export function wordsLike(text: string, entropy: Entropy, least: number): string {
  const characters = [...text];
  const length = Math.max(characters.length, least);
  const bytes = entropy(length);
  return Array.from({ length }, (_, at) => {
    // Two words more would not make it any clearer where a name was; the outermost characters are always letters.
    if (at > 0 && at < characters.length - 1 && /\s/.test(characters[at] ?? '')) return ' ';
    const letters = at % 2 === 0 ? consonants : vowels;
    return letters[(bytes[at] ?? 0) % letters.length];
  }).join('');
}

function momentOf(entropy: Entropy): string {
  const seconds = entropy(4).readUInt32BE() % (30 * 365 * 24 * 3600);
  return `${new Date(Date.UTC(2000, 0) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Makes an address of those that are reserved for benchmarks (RFC 2544). */
function ipv4Of(entropy: Entropy): string {
  const [a = 0, b = 0, c = 0] = entropy(3);
  return `198.${18 + (a % 2)}.${b}.${c}`;
}
