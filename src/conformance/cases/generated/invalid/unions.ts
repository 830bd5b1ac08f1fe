import type { Contract } from '../../../../contract/load.ts';
import { combine, flatten } from '../../../../schema/flatten.ts';
import { isObject, type Json } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { sample } from '../../../../schema/sample.ts';
import type { Schema } from '../../../../schema/types.ts';
import { constraintOf, type MadeEvent } from '../generated-event.ts';
import { type CaseSite, requirementAt, wordsOf } from '../sites.ts';

/** A union whose branches no discriminator tells apart. */
export interface Union {
  path: string[];
  keyword: 'oneOf' | 'anyOf';
  branches: Schema[];
  /** Where it stands in a branch of another union at the same place: that branch, `option-2`. */
  within: string[];
}

/** Every union without a discriminator in a schema, parents before children. */
export function unionsOf(schema: Schema, path: string[] = [], depth = 0, within: string[] = []): Union[] {
  if (depth > 40) return [];
  const flat = flatten(schema);
  const keyword = flat.oneOf ? 'oneOf' : 'anyOf';
  const branches = flat.oneOf ?? flat.anyOf ?? [];
  const own = branches.length > 0 && !flat.discriminator ? [{ path, keyword, branches, within } as Union] : [];
  const children = Object.entries(flat.properties ?? {}).flatMap(([name, child]) =>
    unionsOf(child, [...path, name], depth + 1),
  );
  const items = flat.items ? unionsOf(flat.items, [...path, '*'], depth + 1) : [];
  return [
    ...own,
    ...branches.flatMap((branch, index) => unionsOf(branch, path, depth + 1, [...within, `option-${index + 1}`])),
    ...children,
    ...items,
  ];
}

/** Events that match none of a union's branches, and where only one may match, those that match two. */
export function badUnions(contract: Contract, sites: readonly CaseSite[], unions: readonly string[][]): MadeEvent[] {
  return unionsOf(contract.body.schema).flatMap((union) => {
    const site = sites.find(({ path }) => toPointer(path) === toPointer(union.path));
    if (!site) return [];
    const words = unionWords(union);
    return candidates(union, valueAt(site.event, site.place)).map(
      ([name, value]): MadeEvent => ({
        id: `${union.keyword}.${words}.${name}`,
        title: `${words} must match ${union.keyword === 'oneOf' ? 'exactly one' : 'one'} of its alternatives`,
        level: 'MUST',
        event: withValueAt(site.event, site.place, value),
        blamed: [toPointer(site.place), ...enclosing(unions, site)],
        exercises: constraintOf(words, union.keyword),
        requirement: requirementAt(contract, site, union.keyword),
      }),
    );
  });
}

/** What is wrong inside a branch of a union is told of the union: none of its branches matches. */
export function enclosing(unions: readonly string[][], { path, place }: CaseSite): string[] {
  return unions
    .filter((union) => union.length <= path.length && union.every((token, index) => token === path[index]))
    .map((union) => toPointer(place.slice(0, union.length)));
}

/** A union's place in words; one that stands in a branch of another at the same place tells which. */
export function unionWords({ path, within }: Union): string {
  return [wordsOf(path), ...within].join('.');
}

/** Of more branches than this, only neighbours are laid over each other. */
const mostPaired = 8;

function candidates({ keyword, branches }: Union, present: unknown): [string, Json][] {
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
    sample(combine(flatten(a), flatten(b))),
  ]);
  return [...none, ...both];
}
