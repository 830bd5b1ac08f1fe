import { isObject, unicodeEscape } from '../../../schema/json.ts';

/** Holds ways to write an event with other bytes and the same meaning, by the words that case files use. */
export const rewritings = {
  indented: (event) => JSON.stringify(event, null, '\t'),
  escaped: (event) =>
    JSON.stringify(event, (_, value) => (typeof value === 'string' ? marked(value) : value)).replace(
      marks,
      (_, letter: string) => unicodeEscape(letter),
    ),
  reversed: (event) => JSON.stringify(reversed(event)),
} satisfies Record<string, (event: unknown) => string>;

/** Stands before letters that are to be escaped, while the rest is written as JSON. */
const escapeMark = '\uf8ff';
const marks = new RegExp(`${escapeMark}(.)`, 'g');

function marked(text: string): string {
  return text.replace(/[a-z]/gi, `${escapeMark}$&`);
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
