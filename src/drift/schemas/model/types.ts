import type { Fact, Member } from './conjunction.ts';
import type { DocumentContext } from './context.ts';

/** Names the JSON type of a value; a whole number is an `integer`. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Tells whether a value is of one of these types. */
export function fits(value: unknown, types: readonly string[]): boolean {
  return isTypeAmong(typeOf(value), types);
}

/** Tells whether all values of a type are of one of these types: a whole number is a number. */
export function isTypeAmong(type: string, types: readonly string[]): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

/** Finds the types that all leaves allow; undefined where nothing is said of them. */
export function allowedTypes(context: DocumentContext, leaves: readonly Member[]): Fact<string[]> | undefined {
  const [first, ...others] = leaves.flatMap(({ schema: { type, nullable }, pointer, home = context }) => {
    if (type === undefined) return [];
    const own = Array.isArray(type) ? type : [type];
    // OpenAPI 3.1 knows no `nullable`, and 3.0 only beside a type.
    return [
      { value: home.dialect === '3.0' && nullable === true ? [...own, 'null'] : own, pointer: `${pointer}/type` },
    ];
  });
  if (!first) return undefined;
  const value = others.reduce((shared, each) => sharedTypes(shared, each.value), first.value);
  // A list of all types says nothing.
  return everyType.every((type) => value.includes(type)) ? undefined : { ...first, value };
}

const everyType = ['null', 'boolean', 'object', 'array', 'number', 'string'];

/** Lists the types that two lists share: a number may be a whole one. */
export function sharedTypes(a: readonly string[], b: readonly string[]): string[] {
  const both = a.filter((type) => isTypeAmong(type, b));
  const whole = b.includes('integer') && a.includes('number') && !both.includes('integer') ? ['integer'] : [];
  return [...both, ...whole];
}
