import { userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import { type DocumentContext, target } from './context.ts';

/** Holds a schema as it is written somewhere; several together are a conjunction, as `allOf` makes one. */
export interface Member {
  schema: Schema;
  /** RFC 6901 pointer into the document. */
  pointer: string;
  /** The pointer of the `allOf` member that it came by; undefined for what stands at the location itself. */
  via?: string | undefined;
  /** Says where the unions stand of which it is a branch at this location. */
  within?: readonly string[] | undefined;
}

/** Allows nothing: the schema `false`. */
const never: Schema = { not: {} };

/** Reads the schema at a pointer; `true` and `false` are schemas too. Throws an input error for anything else. */
export function readMember(context: DocumentContext, schema: unknown, pointer: string): Member {
  if (schema === true || schema === undefined) return { schema: {}, pointer };
  if (schema === false) return { schema: never, pointer };
  if (!isObject(schema)) throw userError('input', `${context.source}: ${pointer}: is no schema`);
  return { schema: schema as Schema, pointer };
}

/** Tells whether a schema allows nothing, whatever stands beside it. */
export function isNever({ not }: Schema): boolean {
  return isObject(not) && Object.keys(not).length === 0;
}

/**
 * Follows the references and `allOf` of a conjunction: each leaf says what it says by its own keywords. A circle of
 * references is walked once, and a union that is a branch of itself adds nothing to it.
 */
export function leavesOf(context: DocumentContext, members: readonly Member[]): Member[] {
  const leaves: Member[] = [];
  const seen = new Set<string>();
  const visit = ({ schema, pointer, via, within }: Member): void => {
    if (typeof schema.$ref === 'string') {
      const { $ref, ...siblings } = schema;
      if (context.dialect === '3.1' && Object.keys(siblings).some((key) => !annotationKeywords.has(key)))
        visit({ schema: siblings, pointer, via, within });
      const { node, pointer: there } = target(context, $ref as string);
      // The same thing twice says it once.
      if (seen.has(there)) return;
      seen.add(there);
      visit({ ...readMember(context, node, there), via, within });
      return;
    }
    assertWellFormed(context, schema, pointer);
    const { allOf, ...own } = schema;
    const endless = within?.includes(pointer) && (own.oneOf ?? own.anyOf) !== undefined;
    leaves.push({ schema: endless ? never : allOf ? own : schema, pointer, via, within });
    if (allOf === undefined) return;
    if (!Array.isArray(allOf)) throw userError('input', `${context.source}: ${pointer}/allOf: is no list`);
    allOf.forEach((each, index) => {
      const place = `${pointer}/allOf/${index}`;
      visit({ ...readMember(context, each, place), via: via ?? place, within });
    });
  };
  for (const member of members) visit(member);
  return leaves;
}

/** Lists keywords that say nothing about values. */
export const annotationKeywords: ReadonlySet<string> = new Set([
  ...['title', 'description', 'summary', 'example', 'examples', 'deprecated', 'externalDocs', 'xml', '$comment'],
  ...['$id', '$schema', '$anchor', '$defs', 'definitions'],
]);

const jsonTypes: readonly unknown[] = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isType = (value: unknown): boolean => jsonTypes.includes(value);
const isListOf = (value: unknown, test: (item: unknown) => boolean) => Array.isArray(value) && value.every(test);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

/** Says what the values of keywords must be, where they are compared. */
const keywordForms: { keywords: string[]; test: (value: unknown) => boolean; what: string }[] = [
  { keywords: ['type'], test: (value) => isType(value) || isListOf(value, isType), what: 'the name of a type' },
  { keywords: ['enum', 'oneOf', 'anyOf'], test: Array.isArray, what: 'a list' },
  { keywords: ['required'], test: (value) => isListOf(value, isText), what: 'a list of names' },
  { keywords: ['properties', 'patternProperties'], test: isObject, what: 'an object' },
  { keywords: ['pattern', 'format'], test: isText, what: 'a text' },
  { keywords: ['minimum', 'maximum'], test: isNumber, what: 'a number' },
  {
    keywords: ['exclusiveMinimum', 'exclusiveMaximum'],
    test: (value) => typeof value === 'boolean' || isNumber(value),
    what: 'a number',
  },
  { keywords: ['multipleOf'], test: (value) => isNumber(value) && (value as number) > 0, what: 'a number above 0' },
  {
    keywords: ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
    test: isCount,
    what: 'a whole number',
  },
];
const formOf = new Map(keywordForms.flatMap((form) => form.keywords.map((keyword) => [keyword, form])));

/** Throws an input error for a keyword that says nothing as it is written: to pass over it would be to call it no drift. */
function assertWellFormed({ source }: DocumentContext, schema: Schema, pointer: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const form = formOf.get(keyword);
    if (form && value !== undefined && !form.test(value))
      throw userError('input', `${source}: ${pointer}/${keyword}: is not ${form.what}`);
  }
}
