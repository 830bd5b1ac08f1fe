import { userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import { type DocumentContext, target } from './context.ts';

/** Holds a fact and where it is written. */
export interface Fact<T> {
  value: T;
  pointer: string;
}

/** Holds a schema as it is written somewhere; several together are a conjunction, as `allOf` makes one. */
export interface Member {
  schema: Schema;
  /** RFC 6901 pointer into the document. */
  pointer: string;
  /** The pointer of the `allOf` member that it came by; undefined for what stands at the location itself. */
  via?: string | undefined;
  /** Says where the unions stand of which it is a branch at this location. */
  within?: readonly string[] | undefined;
  /** The document that it is written in, where it stands beside members of another one. */
  home?: DocumentContext | undefined;
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

/** Reads a schema that is written inside a member, in the document of that member. */
export function readInner(context: DocumentContext, { home }: Member, schema: unknown, pointer: string): Member {
  const inner = readMember(home ?? context, schema, pointer);
  return home ? { ...inner, home } : inner;
}

/** Keeps what stands for members of another document, by the schema that stands for them. */
const quotations = new WeakMap<Schema, readonly Member[]>();

/** Makes a schema that stands for members of another document, wherever it is put. */
export function quoted(members: readonly Member[], home: DocumentContext): Schema {
  const schema: Schema = {};
  quotations.set(
    schema,
    members.map((member) => ({ ...member, home: member.home ?? home })),
  );
  return schema;
}

/** Gives the members that a schema stands for; undefined where it speaks for itself. */
export function quotedMembers(schema: Schema): readonly Member[] | undefined {
  return quotations.get(schema);
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
  const visit = (member: Member): void => {
    const { schema, pointer, via, within } = member;
    const home = member.home ?? context;
    for (const each of quotedMembers(schema) ?? []) visit({ ...each, via });
    if (quotedMembers(schema)) return;
    if (typeof schema.$ref === 'string') {
      const { $ref, ...siblings } = schema;
      if (home.dialect === '3.1' && Object.keys(siblings).some((key) => !annotationKeywords.has(key)))
        visit({ ...member, schema: siblings });
      const { node, pointer: there } = target(home, $ref as string);
      // The same thing twice says it once.
      const key = home === context ? there : `${there} elsewhere`;
      if (seen.has(key)) return;
      seen.add(key);
      visit({ ...readInner(context, member, node, there), via, within });
      return;
    }
    assertWellFormed(home, schema, pointer);
    const { allOf, ...own } = schema;
    leaves.push({ ...member, schema: withoutCircle(member, allOf ? own : schema) });
    if (allOf === undefined) return;
    if (!Array.isArray(allOf)) throw userError('input', `${home.source}: ${pointer}/allOf: is no list`);
    allOf.forEach((each, index) => {
      const place = `${pointer}/allOf/${index}`;
      visit({ ...readInner(context, member, each, place), via: via ?? place, within });
    });
  };
  for (const member of members) visit(member);
  return leaves;
}

/**
 * Ends a union that is met in a branch of its own. As the branch itself it adds nothing; as the parent of a branch that
 * inherits from it by `allOf`, it asks for what stands beside the union: one of its branches was chosen already.
 */
function withoutCircle({ pointer, via, within }: Member, schema: Schema): Schema {
  const { oneOf, anyOf, discriminator: _, ...rest } = schema;
  if (!within?.includes(pointer) || (oneOf ?? anyOf) === undefined) return schema;
  return via === undefined ? never : rest;
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
