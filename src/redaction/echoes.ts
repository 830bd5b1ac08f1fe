import { parseJson } from '../schema/json.ts';
import { type Hide, hideInJson } from './treatment.ts';

/** Is shown where a part of a value stood. */
const left = '…';

/**
 * Makes what takes the values of an event out of texts that may repeat them, such as an answer to it: whole ones become their
 * pseudonyms, words, long numbers and beginnings of them become `…`. What stands in `kept`, the event with pseudonyms, may be shown.
 */
export function echoRedactor(replaced: ReadonlyMap<string, string>, kept: string): Hide {
  const values = [...replaced.keys()];
  const wholes = wholeValues(replaced);
  const isPart = partsOf(values, new Set(wordsIn(kept)));
  const numbers = values.map(digitsOf).filter(({ length }) => length >= shortestNumber);
  const withoutNumbers = (text: string): string =>
    text.replace(longNumber, (found) => (numbers.some((number) => overlap(number, digitsOf(found))) ? left : found));
  const plain: Hide = (text) => withoutParts(withoutNumbers(wholes(text)), isPart);
  const hide: Hide = (text) => withoutEncoded(plain(text), plain);
  // In JSON a value may be spelt with escapes.
  return (text) => (parseJson(text) === undefined ? hide(text) : hideInJson(text, hide));
}

/** Makes what puts pseudonyms in the place of whole values, as they are and percent-encoded. */
function wholeValues(replaced: ReadonlyMap<string, string>): Hide {
  const shownFor = new Map<string, string>();
  for (const [text, shown] of replaced)
    for (const spelt of [text, encodeURIComponent(text.toWellFormed())])
      if (spelt !== '' && text.length <= longestWhole) shownFor.set(spelt, shown);
  const longestFirst = [...shownFor.keys()].toSorted((a, b) => b.length - a.length);
  const patterns: RegExp[] = [];
  for (let at = 0; at < longestFirst.length; at += mostInPattern) {
    const some = longestFirst.slice(at, at + mostInPattern).map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    patterns.push(new RegExp(`(?<![\\p{L}\\p{N}])(?:${some.join('|')})(?![\\p{L}\\p{N}])`, 'gu'));
  }
  return (text) =>
    patterns.reduce((result, pattern) => result.replace(pattern, (found) => shownFor.get(found) ?? left), text);
}

/** Longer values are prose, whose words are looked for. */
const longestWhole = 2_000;
/** More make a pattern that no engine takes. */
const mostInPattern = 200;

/** Shorter runs hold little, and are base64 or hex by chance. */
const encodedRun = /[\w+/-]{12,}={0,2}/g;

/** Hides base64 and hex that hold what is to be hidden, wherever in a run they begin. */
function withoutEncoded(text: string, hide: Hide): string {
  const holds = (bytes: Buffer): boolean => {
    const decoded = bytes.toString();
    // What was no text before it was encoded is none of the event's.
    return !/[\u0000-\u0008\ufffd]/.test(decoded.slice(1, -1)) && hide(decoded) !== decoded;
  };
  const isTelling = (run: string): boolean =>
    [0, 1, 2, 3].some((start) => holds(Buffer.from(run.slice(start), 'base64'))) ||
    [0, 1].some((start) => holds(Buffer.from(run.slice(start), 'hex')));
  return text.replace(encodedRun, (run) => (isTelling(run) ? left : run));
}

/** Numbers with fewer digits tell of nobody. */
const shortestNumber = 7;
const longNumber = /\d[\d ().\-/]{5,40}\d/g;

function digitsOf(text: string): string {
  return /^[\s+\d().\-/]+$/.test(text) ? text.replace(/\D/g, '') : '';
}

function overlap(one: string, other: string): boolean {
  return other.length >= shortestNumber && (one.includes(other) || other.includes(one));
}

const word = /%[0-9a-f]{2}|[\p{L}\p{M}\p{N}]+/giu;

function wordsIn(text: string): string[] {
  return Array.from(text.matchAll(word), ([found]) => found.toLowerCase()).filter((each) => !each.startsWith('%'));
}

/** Values with more words are prose, of which single words may stand in any text. */
const mostWords = 8;
/** Words in a row that no other text has by chance. */
const inRow = 3;

/** Makes what tells which of the words of a text are parts of values, by their numbers. */
function partsOf(values: readonly string[], kept: ReadonlySet<string>): (words: readonly string[]) => Set<number> {
  const single = new Set<string>();
  const rows = new Set<string>();
  for (const value of values) {
    const words = wordsIn(value);
    const telling =
      words.length <= mostWords ? words : wordsIn(value.match(/[\p{Lu}\p{N}][\p{L}\p{M}\p{N}]*/gu)?.join(' ') ?? '');
    for (const each of telling) if (each.length >= 3 && !kept.has(each)) single.add(each);
    for (let at = 0; at + inRow <= words.length; at++) rows.add(words.slice(at, at + inRow).join(' '));
  }
  return (words) => {
    const found = new Set<number>();
    for (const [at, each] of words.entries()) {
      if (single.has(each)) found.add(at);
      if (rows.has(words.slice(at, at + inRow).join(' ')))
        for (let more = 0; more < inRow; more++) found.add(at + more);
    }
    return found;
  };
}

function withoutParts(text: string, isPart: ReturnType<typeof partsOf>): string {
  const parts = isPart(wordsIn(text));
  if (parts.size === 0) return text;
  let at = 0;
  return text.replace(word, (found) => (found.startsWith('%') ? found : parts.has(at++) ? left : found));
}
