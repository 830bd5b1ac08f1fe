import { isObject, type Json, mapValues } from '../schema/json.ts';
import { durationMs } from './duration.ts';

/** What the words in the values of a scenario stand for, at one step of one call. */
export interface Moment {
  /** The identity of the call. */
  id: string;
  /** Instants in milliseconds since 1970: `now`, `start`, and the steps that are marked. */
  instants: ReadonlyMap<string, number>;
}

/** A value that differs from call to call. */
export type Word = (moment: Moment) => Json;

/** Plain data in which some places hold words. */
export type Worded = Json | Word | Worded[] | { [key: string]: Worded };

/** Where a word stands in a body. */
export interface Hole {
  path: (string | number)[];
  word: Word;
}

/**
 * Finds the words in a value: a text that is one (`$now`, `$start+5m`, `$seconds.answered.now`), and those inside a longer text
 * (`https://voice.example.com/${id}`). A second dollar (`$$now`) makes it a plain text again.
 * Throws an error that quotes a word that is unknown, or an instant that is not among the known ones.
 */
export function withWords(value: Json, known: readonly string[]): Worded {
  if (typeof value === 'string') return wordedText(value, known);
  if (Array.isArray(value)) return value.map((item) => withWords(item, known));
  return isObject(value) ? mapValues(value, (item) => withWords(item as Json, known)) : value;
}

/** Takes the words out of a body: what is left is JSON, with null in their places. */
export function takeWords(body: Worded): { text: string; holes: Hole[] } {
  const holes: Hole[] = [];
  const take = (value: Worded, path: (string | number)[]): Json => {
    if (typeof value === 'function') {
      holes.push({ path, word: value });
      return null;
    }
    if (Array.isArray(value)) return value.map((item, index) => take(item, [...path, index]));
    return isObject(value) ? mapValues(value, (item, key) => take(item as Worded, [...path, key])) : value;
  };
  return { text: JSON.stringify(take(body, [])), holes };
}

function wordedText(text: string, known: readonly string[]): string | Word {
  const [, escaped, whole] = /^\$(\$?)([A-Za-z][^\s{}]*)$/.exec(text) ?? [];
  if (whole !== undefined) return escaped ? text.slice(1) : wordOf(whole, known);
  if (!text.includes('${')) return text;
  // Split by a pattern with two groups: text, a second dollar, a word, text, …
  const parts = text.split(/\$(\$?)\{([^{}]*)\}/);
  const pieces = parts.flatMap((part, index): (string | Word)[] => {
    if (index % 3 === 0) return [part];
    if (index % 3 === 1) return [];
    return [parts[index - 1] ? `\${${part}}` : wordOf(part, known)];
  });
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return (moment) => pieces.map((piece) => (typeof piece === 'string' ? piece : String(piece(moment)))).join('');
}

function wordOf(word: string, known: readonly string[]): Word {
  if (word === 'id') return ({ id }) => id;
  const [, from, to] = /^seconds\.([a-z_]+)\.([a-z_]+)$/.exec(word) ?? [];
  if (from !== undefined && to !== undefined) {
    const [begin, end] = [instantOf(from, word, known), instantOf(to, word, known)];
    return (moment) => (end(moment) - begin(moment)) / 1000;
  }
  const [, name = '', sign, time = '0s'] = /^([a-z_]+)(?:([+-])(.+))?$/.exec(word) ?? [];
  const at = instantOf(name, word, known);
  const distance = durationMs(time);
  if (distance === undefined) throw new Error(`"$${word}": "${time}" is no time, such as 250ms, 4s, 5m or 1h`);
  return (moment) => new Date(at(moment) + (sign === '-' ? -distance : distance)).toISOString();
}

function instantOf(name: string, word: string, known: readonly string[]): (moment: Moment) => number {
  if (known.includes(name)) return ({ instants }) => instants.get(name) ?? 0;
  const all = ['id', ...new Set(known)].map((each) => `$${each}`).join(', ');
  throw new Error(
    `the word "$${word}" is not known here, only ${all} are; a text that begins so is written "$$${word}"`,
  );
}
