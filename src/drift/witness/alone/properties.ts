import type { Schema } from '../../../schema/types.ts';
import type { Difference, TrailStep } from '../../schemas/difference.ts';
import { readInner } from '../../schemas/model/conjunction.ts';
import { facts, isImpossible, type ResolvedSchema, resolveMembers } from '../../schemas/model/resolved-schema.ts';
import { addTo, editPlace, type Patch, withoutKeywords } from './patch.ts';

/** Lets properties be missing. */
export function notRequired({ old }: TrailStep, names: readonly unknown[]): Patch | undefined {
  return editPlace({ old }, (schema) =>
    schema.required === undefined
      ? schema
      : { ...schema, required: schema.required.filter((name) => !names.includes(name)) },
  );
}

/** Lets a property of a name, or of any that matches a pattern, be there with any value. */
export function mayHave({ trail, byPattern }: Difference, place: TrailStep, name: string): Patch | undefined {
  const keyword = byPattern ? 'patternProperties' : 'properties';
  const holder = byPattern ? trail.at(-2) : place;
  return holder && editPlace(holder, (schema) => ({ ...schema, [keyword]: { ...schema[keyword], [name]: {} } }));
}

/** Forbids a property of a name, or all that match a pattern. */
export function mayNotHave({ trail, byPattern }: Difference, place: TrailStep, name: string): Patch | undefined {
  const holder = byPattern ? trail.at(-2) : place;
  const keyword = byPattern ? 'patternProperties' : 'properties';
  return holder && addTo(holder, { [keyword]: { [name]: { not: {} } } });
}

/** Lets properties be there that are not declared. */
export function opened({ old }: TrailStep): Patch | undefined {
  return editPlace({ old }, (schema) =>
    withoutKeywords(
      schema,
      (['additionalProperties', 'unevaluatedProperties'] as const).filter((keyword) => closes(old, schema[keyword])),
    ),
  );
}

function closes({ context }: ResolvedSchema, others: unknown): boolean {
  if (others === undefined) return false;
  return isImpossible(resolveMembers(context, [readInner(context, { schema: {}, pointer: '' }, others, '')]));
}

/** Forbids properties that are not declared. */
export function closed(place: TrailStep): Patch | undefined {
  const { old } = place;
  const patterns = facts<Record<string, Schema>>(old, 'patternProperties').flatMap(({ value }) => Object.keys(value));
  const names: Schema[] = [{ enum: [...old.names.keys()] }, ...patterns.map((pattern) => ({ pattern }))];
  return addTo(place, { propertyNames: { anyOf: names } });
}

/** Takes away what a member of `allOf` says. */
export function withoutMember({ old }: TrailStep, { pointer }: Difference): Patch | undefined {
  const leaves = old.leaves.filter(({ via }) => via === pointer);
  return editPlace({ old: { context: old.context, leaves } }, () => ({}));
}
