import { userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';
import type { Schema } from '../../../schema/types.ts';
import { target, type World } from './context.ts';
import { checkFormed } from './keyword-types.ts';

/** A schema as it is written somewhere; several together are a conjunction, as `allOf` makes one. */
export interface Part {
  schema: Schema;
  /** RFC 6901 pointer into the document. */
  at: string;
  /** The pointer of the `allOf` member that it came by; undefined for what stands at the place itself. */
  member?: string;
}

/** What allows nothing: the schema `false`. */
export const never: Schema = { not: {} };

/** The schema at a place; `true` and `false` are schemas too. Throws an input error for anything else. */
export function partAt(world: World, schema: unknown, at: string): Part {
  if (schema === true || schema === undefined) return { schema: {}, at };
  if (schema === false) return { schema: never, at };
  if (!isObject(schema)) throw userError('input', `${world.source}: ${at}: is no schema`);
  return { schema: schema as Schema, at };
}

/** Allows nothing, whatever stands beside it. */
export function isNever({ not }: Schema): boolean {
  return isObject(not) && Object.keys(not).length === 0;
}

/** The parts without references and `allOf`: each says what it says by its own keywords. A circle is walked once. */
export function leavesOf(world: World, parts: readonly Part[]): Part[] {
  const leaves: Part[] = [];
  const seen = new Set<string>();
  const visit = ({ schema, at, member }: Part): void => {
    const via = member === undefined ? {} : { member };
    if (typeof schema.$ref === 'string') {
      const { $ref, ...siblings } = schema;
      if (world.dialect === '3.1' && Object.keys(siblings).some((key) => !prose.has(key)))
        visit({ schema: siblings, at, ...via });
      const { node, at: there } = target(world, $ref as string);
      // The same thing twice says it once.
      if (seen.has(there)) return;
      seen.add(there);
      visit({ ...partAt(world, node, there), ...via });
      return;
    }
    checkFormed(world, schema, at);
    const { allOf, ...own } = schema;
    leaves.push({ schema: allOf ? own : schema, at, ...via });
    if (allOf === undefined) return;
    if (!Array.isArray(allOf)) throw userError('input', `${world.source}: ${at}/allOf: is no list`);
    allOf.forEach((each, index) => {
      const place = `${at}/allOf/${index}`;
      visit({ ...partAt(world, each, place), member: member ?? place });
    });
  };
  for (const part of parts) visit(part);
  return leaves;
}

/** Keywords that say nothing about values. */
export const prose: ReadonlySet<string> = new Set([
  ...['title', 'description', 'summary', 'example', 'examples', 'deprecated', 'externalDocs', 'xml', '$comment'],
  ...['$id', '$schema', '$anchor', '$defs', 'definitions'],
]);
