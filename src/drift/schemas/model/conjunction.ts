import { userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import { type DocumentContext, target } from './context.ts';
import { assertWellFormed } from './keyword-types.ts';

/** Holds a schema as it is written somewhere; several together are a conjunction, as `allOf` makes one. */
export interface Member {
  schema: Schema;
  /** RFC 6901 pointer into the document. */
  pointer: string;
  /** The pointer of the `allOf` member that it came by; undefined for what stands at the location itself. */
  via?: string | undefined;
  /** Where the unions stand of which it is a branch at this location. */
  within?: readonly string[] | undefined;
}

/** Allows nothing: the schema `false`. */
const never: Schema = { not: {} };

/** Reads the schema at a pointer; `true` and `false` are schemas too. Throws an input error for anything else. */
export function memberAt(context: DocumentContext, schema: unknown, pointer: string): Member {
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
      visit({ ...memberAt(context, node, there), via, within });
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
      visit({ ...memberAt(context, each, place), via: via ?? place, within });
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
