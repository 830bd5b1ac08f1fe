import { isObject } from '../../../schema/json.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { type SchemaRule, type StatedDifference, saidOf, stated } from '../difference.ts';
import { setsBothEnds } from '../model/empty-types.ts';
import { matches } from '../model/name-patterns.ts';
import {
  bothTake,
  facts,
  isImpossible,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
  undeclaredMembers,
} from '../model/resolved-schema.ts';

/** Compares which properties are always there. */
export const compareRequired: SchemaRule = (pair) => {
  if (!bothTake(pair, 'object')) return [];
  const { old, new: now } = pair;
  const dropped = [...old.required.keys()].filter((name) => !now.required.has(name));
  const added = [...now.required].filter(([name]) => !old.required.has(name));
  return [
    ...dropped.map((value) => {
      const [was, is] = [old.names.get(value), now.names.get(value)];
      const isGone = was !== undefined && is === undefined;
      const difference = isGone
        ? { rule: 'required-property-removed', ...saidOf(value, 'is no longer there') }
        : { rule: 'required-dropped', ...saidOf(value, 'may be missing now') };
      // In the new document the list of what is required may be gone altogether.
      const pointer = (isGone ? was : is) ?? now.pointer + toPointer(['properties', value]);
      // Whoever still has it is refused where it must not be there now.
      const effect = forbids(now, value) ? 'both' : 'widens';
      // What comes besides has not that name.
      const only = { new: { properties: { [value]: { not: {} } } } };
      return stated({ ...difference, effect, only }, { value, pointer }, undefined);
    }),
    ...added.map(([value, pointer]) => {
      const what = saidOf(value, 'is always there now');
      return stated({ rule: 'required-added', effect: 'narrows', ...what }, undefined, { value, pointer });
    }),
  ];
};

/** Compares which properties are declared, and whether others may stand beside them. */
export const compareProperties: SchemaRule = (pair) => {
  if (!bothTake(pair, 'object')) return [];
  const { old, new: now } = pair;
  return [...addedProperties(old, now), ...removedProperties(old, now), ...compareClosing(old, now)];
};

/** Finds new names; one is harmless where anything was allowed under it before. */
function addedProperties(old: ResolvedSchema, now: ResolvedSchema): StatedDifference[] {
  return inOrder(new Map([...old.names, ...now.names])).flatMap(([value, pointer]) => {
    const wasForbidden = forbids(old, value);
    if ((!wasForbidden && old.names.has(value)) || forbids(now, value)) return [];
    const difference = wasForbidden
      ? ({ effect: 'widens', ...saidOf(value, 'may be there now, and was forbidden') } as const)
      : ({ effect: 'none', ...saidOf(value, 'may be there now') } as const);
    return [stated({ rule: 'property-added', ...difference }, undefined, { value, pointer })];
  });
}

/** Lists names as they are written; what is declared last stands first in a resolved schema. */
function inOrder(names: ResolvedSchema['names']): [name: string, pointer: string][] {
  return [...names].toReversed();
}

function forbids(resolved: ResolvedSchema, name: string): boolean {
  const [leaf, another] = resolved.leaves;
  const declared = another === undefined ? leaf?.schema.properties : undefined;
  if (declared && Object.hasOwn(declared, name) && isPlainlyPossible(declared[name])) return false;
  const members = propertyMembers(resolved, name);
  // What several of them allow each may be nothing that all allow.
  const isPlain =
    members.every(({ schema }) => isPlainlyPossible(schema) && schema.type === members[0]?.schema.type) &&
    !(members.length > 1 && setsBothEnds(members.map(({ schema }) => schema)));
  return !isPlain && isImpossible(resolveMembers(resolved.context, members));
}

/** Tells whether a schema plainly allows something, as most do, and needs no closer look. */
function isPlainlyPossible(schema: Schema | undefined): boolean {
  if (!isObject(schema) || setsBothEnds([schema])) return false;
  const { not, enum: listed, const: only, $ref, allOf, type } = schema;
  return [not, listed, only, $ref, allOf].every((each) => each === undefined) && typeof type === 'string';
}

/**
 * Finds names that are gone. Of a required one, the loss of the requirement is reported; of all of an `allOf` member, the
 * loss of the member.
 */
function removedProperties(old: ResolvedSchema, now: ResolvedSchema): StatedDifference[] {
  const members = lostMembers(old, now);
  // What must be there and must not leaves nothing that may come; where it need not be there, that it may be missing says it.
  const ended = [...now.required.keys()].filter((name) => forbids(now, name) && !forbids(old, name));
  const reported = new Set([...old.required.keys(), ...now.required.keys(), ...members.flatMap(([, names]) => names)]);
  const closed = inOrder(now.names).filter(
    ([name]) => !reported.has(name) && !old.names.has(name) && forbids(now, name) && !forbids(old, name),
  );
  const lost = inOrder(old.names).filter(
    ([name]) => !reported.has(name) && (!isDeclared(now, name) || forbids(now, name)) && !forbids(old, name),
  );
  return [
    ...members.map(([pointer, value]) => {
      const what = `what it said of ${value.join(', ')} no longer holds`;
      return stated({ rule: 'all-of-member-removed', effect: 'widens', what }, { value, pointer }, undefined);
    }),
    ...ended.map((value) => {
      const pointer = now.names.get(value) ?? now.pointer;
      const what = saidOf(value, 'must be there, and may not be there');
      return stated({ rule: 'property-removed', effect: 'ends', ...what }, { value, pointer }, undefined);
    }),
    ...closed.map(([value, pointer]) => {
      const what = saidOf(value, 'may not be there, and was never declared');
      return stated({ rule: 'property-removed', effect: 'narrows', ...what }, { value, pointer }, undefined);
    }),
    ...lost.map(([value, pointer]) => {
      const effect = forbids(now, value) ? ('ends' as const) : ('vanishes' as const);
      return stated(
        { rule: 'property-removed', effect, ...saidOf(value, 'may never come again') },
        { value, pointer },
        undefined,
      );
    }),
  ];
}

/** Tells whether something is said of a name, by itself or by a pattern that it matches. */
function isDeclared(resolved: ResolvedSchema, name: string): boolean {
  if (resolved.names.has(name)) return true;
  const patterns = facts<object>(resolved, 'patternProperties').flatMap(({ value }) => Object.keys(value));
  return patterns.some((pattern) => matches(pattern, name));
}

/** Finds `allOf` members of which no property is left, while the list of members became shorter. */
function lostMembers(old: ResolvedSchema, now: ResolvedSchema): [pointer: string, names: string[]][] {
  const [before, after] = [namesByMember(old), namesByMember(now)];
  if (after.length >= before.length) return [];
  return before.filter(([, names]) => names.length > 0 && names.every((name) => !now.names.has(name)));
}

function namesByMember({ leaves }: ResolvedSchema): [pointer: string, names: string[]][] {
  const members = leaves.flatMap(({ schema, via }) =>
    via === undefined ? [] : [{ via, names: Object.keys(schema.properties ?? {}) }],
  );
  return [...Map.groupBy(members, ({ via }) => via)].map(([via, all]) => [via, all.flatMap(({ names }) => names)]);
}

function compareClosing(old: ResolvedSchema, now: ResolvedSchema): StatedDifference[] {
  const closed = (side: ResolvedSchema) => {
    const found = undeclaredMembers(side).find((member) => isImpossible(resolveMembers(side.context, [member])));
    return found && { value: false, pointer: found.pointer };
  };
  const [before, after] = [closed(old), closed(now)];
  if (!before === !after) return [];
  const what = before ? 'properties that are not declared may be there now' : 'only declared properties are left';
  return before
    ? [stated({ rule: 'additional-properties-opened', effect: 'widens', what }, before, after)]
    : [stated({ rule: 'additional-properties-closed', effect: 'narrows', what }, before, after)];
}
