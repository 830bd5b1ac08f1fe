import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { type RuleDifference, type SchemaRule, stated } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import {
  isImpossible,
  propertyMembers,
  type ResolvedSchema,
  resolveMembers,
  takesType,
  undeclaredMembers,
} from '../model/resolved-schema.ts';

/** Compares which properties are always there. */
export const compareRequired: SchemaRule = ({ old, new: now }) => {
  if (!takesType(old, 'object') || !takesType(now, 'object')) return [];
  const dropped = [...old.required].filter(([name]) => !now.required.has(name));
  const added = [...now.required].filter(([name]) => !old.required.has(name));
  return [
    ...dropped.map(([name, pointer]): RuleDifference => {
      const common = { effect: 'widens' as const, before: name, after: null };
      if (old.names.has(name) && !now.names.has(name)) {
        const declared = old.names.get(name) ?? pointer;
        return { rule: 'required-property-removed', ...common, pointer: declared, what: `${name} is no longer there` };
      }
      // In the new document the list of what is required may be gone altogether.
      const declared = now.names.get(name) ?? now.pointer + toPointer(['properties', name]);
      return { rule: 'required-dropped', ...common, pointer: declared, what: `${name} may be missing now` };
    }),
    ...added.map(([value, pointer]) => {
      const what = `${value} is always there now`;
      return stated({ rule: 'required-added', effect: 'narrows', what }, undefined, { value, pointer });
    }),
  ];
};

/** Compares which properties are declared, and whether others may stand beside them. */
export const compareProperties: SchemaRule = ({ old, new: now }) => {
  if (!takesType(old, 'object') || !takesType(now, 'object')) return [];
  return [...addedProperties(old, now), ...removedProperties(old, now), ...compareClosing(old, now)];
};

/** Finds new names; one is harmless where anything was allowed under it before. */
function addedProperties(old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const names = new Map([...old.names, ...now.names]);
  return [...names].flatMap(([name, pointer]): RuleDifference[] => {
    const refused = forbids(old, name);
    if (forbids(now, name) || !(refused || (now.names.has(name) && !old.names.has(name)))) return [];
    // Where the declaration went, too, the undeclared ones are reported.
    if (!now.names.has(name) && !old.names.has(name)) return [];
    const what = refused ? `${name} may be there now, and was forbidden` : `${name} may be there now`;
    return [{ rule: 'property-added', effect: refused ? 'widens' : 'none', before: null, after: name, pointer, what }];
  });
}

function forbids(resolved: ResolvedSchema, name: string): boolean {
  const [leaf, another] = resolved.leaves;
  const declared = another === undefined ? leaf?.schema.properties : undefined;
  if (declared && Object.hasOwn(declared, name) && isPlainlyPossible({ schema: declared[name] as Schema }))
    return false;
  const members = propertyMembers(resolved, name);
  return !members.every(isPlainlyPossible) && isImpossible(resolveMembers(resolved.context, members));
}

/** Tells whether a schema plainly allows something, as most do, and needs no closer look. */
function isPlainlyPossible({ schema }: Pick<Member, 'schema'>): boolean {
  if (typeof schema !== 'object') return false;
  const { not, enum: listed, $ref, allOf, type } = schema;
  return [not, listed, $ref, allOf].every((each) => each === undefined) && typeof type === 'string';
}

/**
 * Finds names that are gone. Of a required one, the loss of the requirement is reported; of all of an `allOf` member, the
 * loss of the member.
 */
function removedProperties(old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const lost = [...old.names].filter(([name]) => !forbids(old, name) && (!now.names.has(name) || forbids(now, name)));
  const members = lostMembers(old, now);
  const optional = lost.filter(
    ([name]) =>
      !old.required.has(name) && !now.required.has(name) && !members.some(([, names]) => names.includes(name)),
  );
  return [
    ...members.map(([pointer, value]) => {
      const what = `what it said of ${value.join(', ')} no longer holds`;
      return stated({ rule: 'all-of-member-removed', effect: 'widens', what }, { value, pointer }, undefined);
    }),
    ...optional.map(([value, pointer]) => {
      const effect = forbids(now, value) ? ('ends' as const) : ('vanishes' as const);
      const what = `${value} may never come again`;
      return stated({ rule: 'property-removed', effect, what }, { value, pointer }, undefined);
    }),
  ];
}

/** Finds `allOf` members of which no property is left, while the list of members became shorter. */
function lostMembers(old: ResolvedSchema, now: ResolvedSchema): [pointer: string, names: string[]][] {
  const [before, after] = [namesByMember(old), namesByMember(now)];
  if (after.size >= before.size) return [];
  return [...before].filter(([, names]) => names.length > 0 && names.every((name) => !now.names.has(name)));
}

function namesByMember({ leaves }: ResolvedSchema): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const { schema, via } of leaves)
    if (via !== undefined) members.set(via, [...(members.get(via) ?? []), ...Object.keys(schema.properties ?? {})]);
  return members;
}

function compareClosing(old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
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
