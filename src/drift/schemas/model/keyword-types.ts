import { userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import type { DocumentContext } from './context.ts';

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'integer', 'string']);
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isFlagOrNumber = (value: unknown): boolean => typeof value === 'boolean' || isNumber(value);
const isType = (value: unknown): boolean => isText(value) && types.has(value as string);

/** Says what the value of a keyword must be, where it is compared. */
const forms: Record<string, [test: (value: unknown) => boolean, what: string]> = {
  type: [(value) => isType(value) || (Array.isArray(value) && value.every(isType)), 'the name of a type'],
  enum: [Array.isArray, 'a list'],
  oneOf: [Array.isArray, 'a list'],
  anyOf: [Array.isArray, 'a list'],
  required: [(value) => Array.isArray(value) && value.every(isText), 'a list of names'],
  properties: [isObject, 'an object'],
  patternProperties: [isObject, 'an object'],
  pattern: [isText, 'a text'],
  format: [isText, 'a text'],
  minimum: [isNumber, 'a number'],
  maximum: [isNumber, 'a number'],
  exclusiveMinimum: [isFlagOrNumber, 'a number'],
  exclusiveMaximum: [isFlagOrNumber, 'a number'],
  multipleOf: [(value) => isNumber(value) && (value as number) > 0, 'a number above 0'],
  ...Object.fromEntries(
    ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'].map((keyword) => [
      keyword,
      [isCount, 'a whole number'] as const,
    ]),
  ),
};

/** Throws an input error for a keyword that says nothing as it is written: to pass over it would be to call it no drift. */
export function assertWellFormed({ source }: DocumentContext, schema: Schema, pointer: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const form = Object.hasOwn(forms, keyword) ? forms[keyword] : undefined;
    if (form && value !== undefined && !form[0](value))
      throw userError('input', `${source}: ${pointer}/${keyword}: is not ${form[1]}`);
  }
}

/** Reads a field of an operation's description, if it is there. Throws an input error where it is no list, or no object. */
export function checkedField<Kind extends 'list' | 'object'>(
  { source }: DocumentContext,
  value: unknown,
  kind: Kind,
  pointer: string,
): Kind extends 'list' ? unknown[] : Record<string, unknown> {
  const [right, empty] = kind === 'list' ? [Array.isArray(value), []] : [isObject(value), {}];
  if (value !== undefined && !right) throw userError('input', `${source}: ${pointer}: is no ${kind}`);
  return (value ?? empty) as Kind extends 'list' ? unknown[] : Record<string, unknown>;
}
