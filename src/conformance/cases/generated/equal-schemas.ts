import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';

/** Holds a schema as JSON, without its hints, and a number that it has in common with those that are equal to it. */
interface Numbered {
  schema: Schema;
  number: number;
}

/**
 * Makes what takes the hints out of schemas and numbers what is left, so that places need not be compared in pairs. What many
 * schemas hold in common is looked at once.
 */
export function schemaNumbers(): (schema: Schema) => Numbered {
  const numbers = new Map<string, number>();
  const known = new WeakMap<object, { plain: unknown; number: number }>();
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const look = (value: unknown): { plain: unknown; number: number } => {
    if (typeof value !== 'object' || value === null)
      return { plain: asJson(value), number: numberOf(sortedText(value)) };
    const found = known.get(value) ?? lookInside(value);
    known.set(value, found);
    return found;
  };
  const lookInside = (value: object): { plain: unknown; number: number } => {
    if (!isObject(value)) {
      const items = (value as unknown[]).map(look);
      return { plain: items.map(({ plain }) => plain), number: numberOf(`[${items.map(({ number }) => number)}]`) };
    }
    const kept = Object.entries(value).filter(([key, inner]) => key !== 'hints' && inner !== undefined);
    const inner = kept.map(([key, each]) => [key, look(each)] as const);
    const members = inner.map(([key, { number }]) => `${JSON.stringify(key)}:${number}`);
    const plain = Object.fromEntries(inner.map(([key, each]) => [key, each.plain]));
    // The order of keys does not matter.
    return { plain, number: numberOf(`{${members.toSorted()}}`) };
  };
  return (schema) => {
    const { plain, number } = look(schema);
    return { schema: plain as Schema, number };
  };
}

function sortedText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function asJson(value: unknown): unknown {
  return JSON.parse(sortedText(value));
}
