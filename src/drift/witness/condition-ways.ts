import { isObject } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import { type Member, readInner } from '../schemas/model/conjunction.ts';
import { isUnmeetable, type ResolvedSchema, resolveMembers } from '../schemas/model/resolved-schema.ts';
import { innerMembers } from '../schemas/rules/inner.ts';
import type { CandidateSides } from './scalar-candidates.ts';

/** Of so many ways through the conditions of each side each two are held against each other. */
const mostWays = 6;

/** Resolves what conditions ask, met on purpose, with what they then demand left out or given just so. */
export function conditionWays({ leaves, members, context }: ResolvedSchema): ResolvedSchema[] {
  return leaves.flatMap((leaf) => {
    const { schema, pointer } = leaf;
    const clause = (keyword: string): Member[] =>
      schema[keyword] === undefined ? [] : [readInner(context, leaf, schema[keyword], `${pointer}/${keyword}`)];
    const requiring = (names: readonly unknown[]): Member => ({ schema: { required: names as string[] }, pointer });
    const dependents = ['dependentRequired', 'dependentSchemas'].flatMap((keyword) =>
      isObject(schema[keyword]) ? Object.entries(schema[keyword]) : [],
    );
    const unmet = clause('if').flatMap(refusing);
    return [
      ...(schema.if === undefined ? [] : [clause('if'), [...clause('if'), ...clause('then')]]),
      ...clause('else').map((member) => [member]),
      ...unmet.map((member) => [member, ...clause('else')]),
      ...dependents.flatMap(([name, asked]) => [
        [requiring([name])],
        ...(Array.isArray(asked) ? [[requiring([name, ...asked])]] : []),
        ...(isObject(asked) ? [[requiring([name]), readInner(context, leaf, asked, pointer)]] : []),
      ]),
    ].map((more) => resolveMembers(context, [...members, ...more]));
  });
}

/** Makes schemas that refuse what another one allows, by one of the names that it speaks of. */
function refusing({ schema, ...place }: Member): Member[] {
  const { properties = {}, required = [] } = schema;
  const otherwise = Object.entries(properties).map(
    ([name, value]): Schema => ({ required: [name], properties: { [name]: { not: asSchema(value) } } }),
  );
  const absent = required.map((name): Schema => ({ properties: { [name]: { not: {} } } }));
  return [...otherwise, ...absent].map((each) => ({ ...place, schema: each }));
}

function asSchema(schema: Schema | boolean): Schema {
  return schema === true ? {} : schema === false ? { not: {} } : schema;
}

/** Resolves what a location says it must not be: the other side may send that. */
export function denials(resolved: ResolvedSchema): ResolvedSchema[] {
  return innerMembers(resolved, 'not').map((member) => resolveMembers(resolved.context, [member]));
}

/**
 * Pairs what the side that sends may send with what the other one asks there: the ways through the conditions of both, and
 * what the other one denies.
 */
export function conditionPairs(own: ResolvedSchema, other: ResolvedSchema): Pick<CandidateSides, 'own' | 'other'>[] {
  const [ways, others] = [conditionWays(own), conditionWays(other)].map((each) =>
    each.filter((way) => !isUnmeetable(way)).slice(0, mostWays),
  ) as [ResolvedSchema[], ResolvedSchema[]];
  // Where one of them has no conditions it asks the same in any case.
  const met = [ways, others].some(({ length }) => length > 0)
    ? (ways.length > 0 ? ways : [own]).flatMap((way) =>
        (others.length > 0 ? others : [other]).map((each) => ({ own: way, other: each })),
      )
    : [];
  const allowed = denials(own).slice(0, mostWays);
  const denied = denials(other)
    .slice(0, mostWays)
    .map((each) => {
      const foreign = each.members.map((member) => ({ ...member, home: member.home ?? other.context }));
      return resolveMembers(own.context, [...own.members, ...foreign]);
    })
    .filter((each) => !isUnmeetable(each));
  return [
    ...met,
    ...denied.flatMap((each) => (allowed.length > 0 ? allowed : [other]).map((limit) => ({ own: each, other: limit }))),
  ];
}
