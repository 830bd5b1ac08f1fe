import { isObject, sameJson } from '../../schema/json.ts';
import { type Schema, typesOf } from '../../schema/types.ts';
import { mayMatch } from '../../schema/validate/patterns.ts';

/** Names a keyword of a schema that refuses a value, as far as that needs no look inside it; undefined where none does. */
export function refusingKeyword(value: unknown, schema: Schema): string | undefined {
  const types = typesOf(schema);
  if (types && !types.some((type) => isOfType(value, type))) return 'type';
  if (schema.const !== undefined && !sameJson(schema.const, value)) return 'const';
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => sameJson(each, value))) return 'enum';
  if (typeof value === 'number')
    return Object.keys(numberLimits).find((key) => isNumber(schema[key]) && !numberLimits[key]?.(value, schema[key]));
  if (typeof value !== 'string') return undefined;
  const length = [...value].length;
  if (isNumber(schema.minLength) && length < schema.minLength) return 'minLength';
  if (isNumber(schema.maxLength) && length > schema.maxLength) return 'maxLength';
  return typeof schema.pattern === 'string' && !mayMatch(schema.pattern, value) ? 'pattern' : undefined;
}

/** Lists the only values that a schema allows; undefined where it lists none. */
export function valuesListed({ enum: listed, const: only }: Schema): unknown[] | undefined {
  if (only !== undefined) return [only];
  return Array.isArray(listed) ? listed : undefined;
}

const numberLimits: Record<string, (value: number, limit: number) => boolean> = {
  minimum: (value, limit) => value >= limit,
  maximum: (value, limit) => value <= limit,
  exclusiveMinimum: (value, limit) => value > limit,
  exclusiveMaximum: (value, limit) => value < limit,
};

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
