import { isObject, type Json } from '../json.ts';
import type { Schema } from '../types.ts';
import { addSteps } from '../validate/decimals.ts';
import { formatValues } from './format-values.ts';
import { matchingText } from './strings.ts';

/**
 * Makes the same value different for each place in a list whose items must differ; as it was where we know no way. `resolve`
 * gives the schema that really holds, as in the options of a sample.
 */
export function varied(
  value: Json,
  index: number,
  unresolved: Schema,
  resolve: (schema: Schema) => Schema = (same) => same,
): Json {
  const schema = resolve(unresolved);
  if (index === 0) return value;
  if (schema.enum) return (schema.enum[index] ?? value) as Json;
  if (schema.const !== undefined) return value;
  if (typeof value === 'number') return variedNumber(value, index, schema);
  if (typeof value === 'string') return variedText(value, index, schema);
  if (typeof value === 'boolean') return index % 2 === 1 ? !value : value;
  if (!isObject(value)) return value;
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const own = value[name] as Json | undefined;
    const other = own === undefined ? own : varied(own, index, child, resolve);
    if (other !== undefined && other !== own) return { ...value, [name]: other } as Json;
  }
  return value;
}

function variedNumber(value: number, index: number, { multipleOf = 1, maximum, exclusiveMaximum }: Schema): number {
  const up = addSteps(value, multipleOf, index);
  const over = up > Number(maximum ?? up) || (typeof exclusiveMaximum === 'number' && up >= exclusiveMaximum);
  return over ? addSteps(value, multipleOf, -index) : up;
}

function variedText(value: string, index: number, schema: Schema): string {
  if (schema.pattern !== undefined) return matchingText(schema, index + 1) ?? value;
  const { format, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (format === undefined) return `${value.slice(0, Math.max(maxLength - String(index).length, 0))}${index}`;
  return formatValues(format).vary?.(value, index) ?? value;
}
