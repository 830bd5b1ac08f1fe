import { isObject, type Json, mapValues } from '../schema/json.ts';

/** Holds what the placeholders of a template stand for, at one step of one call. */
interface Moment {
  /** Holds the identity of the call. */
  id: string;
  /** Holds instants in milliseconds since 1970: `now`, `start`, and the steps that are marked. */
  instants: ReadonlyMap<string, number>;
}

/** Gives a value that differs from call to call. */
type Placeholder = (moment: Moment) => Json;

/** Holds plain data in which placeholders may stand. */
export type Template = Json | Placeholder | Template[] | { [key: string]: Template };

/**
 * Finds the placeholders in a value: a text that is one (`$now`, `$start+5m`, `$seconds.answered.now`), and those inside a
 * longer text (`https://voice.example.com/${id}`). A second dollar (`$$now`) makes it a plain text again.
 * Throws an error that quotes a placeholder that is unknown, or an instant that is not among the known ones.
 */
export function readTemplate(value: Json, known: readonly string[]): Template {
  if (typeof value === 'string') return readText(value, known);
  if (Array.isArray(value)) return value.map((item) => readTemplate(item, known));
  return isObject(value) ? mapValues(value, (item) => readTemplate(item as Json, known)) : value;
}

/** Copies a template, with values in place of its placeholders. */
export function fillTemplate(template: Template, moment: Moment): Json {
  if (typeof template === 'function') return template(moment);
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, moment));
  return isObject(template) ? mapValues(template, (item) => fillTemplate(item as Template, moment)) : template;
}

function readText(text: string, known: readonly string[]): string | Placeholder {
  const [, escaped, whole] = /^\$(\$?)([A-Za-z][^\s{}]*)$/.exec(text) ?? [];
  if (whole !== undefined) return escaped ? text.slice(1) : placeholder(whole, known);
  if (!text.includes('${')) return text;
  // Split by a pattern with two groups: text, a second dollar, a placeholder, text, …
  const parts = text.split(/\$(\$?)\{([^{}]*)\}/);
  const pieces = parts.flatMap((part, index): (string | Placeholder)[] => {
    if (index % 3 === 0) return [part];
    if (index % 3 === 1) return [];
    return [parts[index - 1] ? `\${${part}}` : placeholder(part, known)];
  });
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return (moment) => pieces.map((piece) => String(fillTemplate(piece, moment))).join('');
}

function placeholder(word: string, known: readonly string[]): Placeholder {
  if (word === 'id') return ({ id }) => id;
  const [, from, to] = /^seconds\.([a-z_]+)\.([a-z_]+)$/.exec(word) ?? [];
  if (from !== undefined && to !== undefined) {
    const [begin, end] = [knownInstant(from, word, known), knownInstant(to, word, known)];
    return (moment) => (end(moment) - begin(moment)) / 1000;
  }
  const [, name = '', sign, time = '0s'] = /^([a-z_]+)(?:([+-])(.+))?$/.exec(word) ?? [];
  const at = knownInstant(name, word, known);
  const distance = durationMs(time);
  if (distance === undefined) throw new Error(`"$${word}": "${time}" is no time, such as 250ms, 4s, 5m or 1h`);
  return (moment) => new Date(at(moment) + (sign === '-' ? -distance : distance)).toISOString();
}

function knownInstant(name: string, word: string, known: readonly string[]): (moment: Moment) => number {
  if (known.includes(name)) return ({ instants }) => instants.get(name) ?? 0;
  const all = ['id', ...new Set(known)].map((each) => `$${each}`).join(', ');
  throw new Error(
    `the word "$${word}" is not known here, only ${all} are; a text that begins so is written "$$${word}"`,
  );
}

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const durationPattern = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** Reads a time such as `250ms`, `4s`, `5m` or `1h` as whole milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = durationPattern.exec(text) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * unitMs[unit as keyof typeof unitMs]);
}
