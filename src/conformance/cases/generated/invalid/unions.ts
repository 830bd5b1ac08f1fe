import type { Contract } from '../../../../contract/load.ts';
import { type Definitions, resolveSchema } from '../../../../schema/definitions.ts';
import { combine, flatten } from '../../../../schema/flatten.ts';
import { isObject, type Json } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { sample } from '../../../../schema/samples/sample.ts';
import type { Schema } from '../../../../schema/types.ts';
import { levelsFor, partsOf } from '../../../../schema/variants.ts';
import { constraintOf, type GeneratedEvent } from '../generated-event.ts';
import { type CaseSite, requirementAt, wordsOf } from '../sites.ts';

/** Holds a union whose branches no discriminator tells apart. */
export interface Union {
  path: string[];
  keyword: 'oneOf' | 'anyOf';
  branches: Schema[];
  /** Where it stands in a branch of another union at the same place: that branch, `option-2`. */
  within: string[];
}

/** Finds every undiscriminated union in the events of a contract, parents before children. */
export function unionsOf({ body, definitions }: Pick<Contract, 'body' | 'definitions'>): Union[] {
  const levels = levelsFor(body.schema, definitions);
  return unionsAt(body.schema, { path: [], within: [], definitions, levels });
}

interface UnionPosition {
  path: string[];
  within: string[];
  definitions: Definitions;
  /** So many definitions are still looked into, one inside the other. */
  levels: number;
}

function unionsAt(unresolved: Schema, position: UnionPosition): Union[] {
  const { path, within, definitions, levels } = position;
  const schema = resolveSchema(unresolved, definitions);
  const isDefinition = schema !== unresolved;
  if (isDefinition && levels === 0) return [];
  const flat = flatten(schema);
  const unions = [flat, ...(flat.more ?? [])].flatMap((part): Union[] =>
    (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
      const branches = part[keyword] ?? [];
      return branches.length > 0 && !part.discriminator ? [{ path, keyword, branches, within }] : [];
    }),
  );
  const below = { ...position, within: [], levels: levels - (isDefinition ? 1 : 0) };
  const branches = [flat, ...(flat.more ?? [])].flatMap(({ oneOf = [], anyOf = [] }) => [oneOf, anyOf]);
  return [
    ...unions,
    ...branches.flatMap((each) =>
      each.flatMap((branch, index) => unionsAt(branch, { ...below, within: [...within, `option-${index + 1}`] })),
    ),
    ...partsOf(flat).flatMap(({ token, schema: child }) => unionsAt(child, { ...below, path: [...path, token] })),
  ];
}

/** Makes events that match none of a union's branches, and where only one may match, those that match two. */
export function invalidUnions(
  contract: Contract,
  sites: readonly CaseSite[],
  unions: readonly Union[],
): GeneratedEvent[] {
  return unions.flatMap((union) => {
    const site = sites.find(({ path }) => toPointer(path) === toPointer(union.path));
    if (!site) return [];
    const words = unionWords(union);
    return unfittingValues(union, site).map(
      ([name, value]): GeneratedEvent => ({
        id: `${union.keyword}.${words}.${name}`,
        title: `${words} must match ${union.keyword === 'oneOf' ? 'exactly one' : 'one'} of its alternatives`,
        level: 'MUST',
        event: withValueAt(site.event, site.place, value),
        blamed: [toPointer(site.place), ...enclosingUnions(unions, site)],
        exercises: constraintOf(words, union.keyword),
        requirement: requirementAt(contract, site, union.keyword),
      }),
    );
  });
}

/** Gives the pointers of the unions around a place: a finding inside a branch is reported for the union. */
export function enclosingUnions(unions: readonly Union[], { path, place }: CaseSite): string[] {
  return unions
    .filter((union) => union.path.length <= path.length && union.path.every((token, index) => token === path[index]))
    .map((union) => toPointer(place.slice(0, union.path.length)));
}

/** Puts a union's place in words; one that stands in a branch of another at the same place tells which. */
export function unionWords({ path, within }: Union): string {
  return [wordsOf(path), ...within].join('.');
}

/** Of more branches than this, only neighbours are laid over each other. */
const mostPaired = 8;

function unfittingValues({ keyword, branches }: Union, { event, place, resolve }: CaseSite): [string, Json][] {
  const present = valueAt(event, place);
  const none: [string, Json][] = [
    ['none-text', 'none of the alternatives'],
    ['none-number', -12345.5],
    ['none-boolean', true],
    ['none-empty', {}],
    ['none-list', []],
    ['none-less', isObject(present) ? (Object.fromEntries(Object.entries(present).slice(1)) as Json) : null],
  ];
  if (keyword === 'anyOf') return none;
  const reach = branches.length > mostPaired ? 1 : mostPaired;
  const pairs = branches.flatMap((a, i) => branches.slice(i + 1, i + 1 + reach).map((b) => [a, b] as const));
  const both = pairs.map(([a, b], index): [string, Json] => [
    `both-${index + 1}`,
    sample(combine(flatten(a), flatten(b)), { resolve }),
  ]);
  return [...none, ...both];
}
