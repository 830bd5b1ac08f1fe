import type { Schema } from '../../../schema/types.ts';
import type { Rule, Told } from '../difference.ts';
import type { Part } from '../model/conjunction.ts';
import { isImpossible, otherParts, propertyParts, type Shape, shapeOf, takesType } from '../model/resolved-schema.ts';

/** Properties that were declared or are no longer, and whether others may stand beside them. */
export const properties: Rule = ({ old, new: now }) => {
  if (!takesType(old, 'object') || !takesType(now, 'object')) return [];
  return [...addedOnes(old, now), ...removedOnes(old, now), ...closing(old, now)];
};

/** A new name is harmless where anything was allowed under it before. */
function addedOnes(old: Shape, now: Shape): Told[] {
  const names = new Map([...old.names, ...now.names]);
  return [...names].flatMap(([name, at]): Told[] => {
    const refused = forbids(old, name);
    if (forbids(now, name) || !(refused || (now.names.has(name) && !old.names.has(name)))) return [];
    // Where the declaration went, too, the undeclared ones are told of.
    if (!now.names.has(name) && !old.names.has(name)) return [];
    const what = refused ? `${name} may be there now, and was forbidden` : `${name} may be there now`;
    return [{ rule: 'property-added', effect: refused ? 'widens' : 'none', before: null, after: name, at, what }];
  });
}

function forbids(shape: Shape, name: string): boolean {
  const [leaf, another] = shape.leaves;
  const declared = another === undefined ? leaf?.schema.properties : undefined;
  if (declared && Object.hasOwn(declared, name) && isPlain({ schema: declared[name] as Schema })) return false;
  const parts = propertyParts(shape, name);
  return !parts.every(isPlain) && isImpossible(shapeOf(shape.world, parts));
}

/** Most schemas plainly allow something, and need no closer look. */
function isPlain({ schema }: Pick<Part, 'schema'>): boolean {
  if (typeof schema !== 'object') return false;
  const { not, enum: listed, $ref, allOf, type } = schema;
  return (
    not === undefined && listed === undefined && $ref === undefined && allOf === undefined && typeof type === 'string'
  );
}

/** Of a required one, the loss of the requirement is told; of all of an `allOf` member, the loss of the member. */
function removedOnes(old: Shape, now: Shape): Told[] {
  const lost = [...old.names].filter(([name]) => !forbids(old, name) && (!now.names.has(name) || forbids(now, name)));
  const members = lostMembers(old, now);
  return [
    ...members.map(
      ({ at, names }): Told => ({
        rule: 'all-of-member-removed',
        effect: 'widens',
        before: names,
        after: null,
        at,
        what: `what it said of ${names.join(', ')} no longer holds`,
      }),
    ),
    ...lost
      .filter(([name]) => !old.required.has(name) && !now.required.has(name))
      .filter(([name]) => !members.some(({ names }) => names.includes(name)))
      .map(
        ([name, at]): Told => ({
          rule: 'property-removed',
          effect: forbids(now, name) ? 'ends' : 'vanishes',
          before: name,
          after: null,
          at,
          what: `${name} may never come again`,
        }),
      ),
  ];
}

/** `allOf` members of which no property is left, while the list of members became shorter. */
function lostMembers(old: Shape, now: Shape): { at: string; names: string[] }[] {
  const [before, after] = [membersOf(old), membersOf(now)];
  if (after.size >= before.size) return [];
  return [...before]
    .filter(([, names]) => names.length > 0 && names.every((name) => !now.names.has(name)))
    .map(([at, names]) => ({ at, names }));
}

function membersOf({ leaves }: Shape): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const { schema, member } of leaves) {
    if (member === undefined) continue;
    members.set(member, [...(members.get(member) ?? []), ...Object.keys(schema.properties ?? {})]);
  }
  return members;
}

function closing(old: Shape, now: Shape): Told[] {
  const [before, after] = [closedAt(old), closedAt(now)];
  if ((before === undefined) === (after === undefined)) return [];
  if (before !== undefined)
    return [
      {
        rule: 'additional-properties-opened',
        effect: 'widens',
        before: false,
        after: null,
        at: before,
        what: 'properties that are not declared may be there now',
      },
    ];
  return [
    {
      rule: 'additional-properties-closed',
      effect: 'narrows',
      before: null,
      after: false,
      at: after ?? '',
      what: 'only declared properties are left',
    },
  ];
}

function closedAt(shape: Shape): string | undefined {
  return otherParts(shape).find((part) => isImpossible(shapeOf(shape.world, [part])))?.at;
}
