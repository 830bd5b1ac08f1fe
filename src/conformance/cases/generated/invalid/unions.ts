import type { Contract } from '../../../../contract/load.ts';
import { type Definitions, resolveSchema } from '../../../../schema/definitions.ts';
import { combine, flatten } from '../../../../schema/flatten.ts';
import { isObject, type Json } from '../../../../schema/json.ts';
import { levelsFor } from '../../../../schema/levels.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { sample } from '../../../../schema/samples/sample.ts';
import { schemaPartsOf } from '../../../../schema/schema-parts.ts';
import type { Schema } from '../../../../schema/types.ts';
import { constraintOf, type GeneratedEvent } from '../generated-event.ts';
import { type CaseSite, enclosingUnions, type Generation, placeInWords, requirementAt, type Union } from '../sites.ts';

/** Finds every undiscriminated union in the events of a contract, parents before children. */
export function unionsOf({ body, definitions }: Contract): Union[] {
  const levels = levelsFor(body.schema, definitions);
  return unionsAt(body.schema, { path: [], within: [], definitions, levels });
}

interface UnionPosition {
  path: string[];
  /** The branches of other unions at the same place. */
  within: string[];
  definitions: Definitions;
  /** Bounds how many definitions are still looked into, one inside the other. */
  levels: number;
}

function unionsAt(unresolved: Schema, position: UnionPosition): Union[] {
  const { path, within, definitions, levels } = position;
  const schema = resolveSchema(unresolved, definitions);
  const isDefinition = schema !== unresolved;
  if (isDefinition && levels === 0) return [];
  const flat = flatten(schema);
  const parts = [flat, ...(flat.more ?? [])];
  const words = [placeInWords(path), ...within].join('.');
  const unions = parts.flatMap((part): Union[] =>
    (['oneOf', 'anyOf'] as const).flatMap((keyword) => {
      const branches = part[keyword] ?? [];
      return branches.length > 0 && !part.discriminator ? [{ path, keyword, branches, words }] : [];
    }),
  );
  const below = { ...position, within: [], levels: levels - (isDefinition ? 1 : 0) };
  const branches = parts.flatMap(({ oneOf = [], anyOf = [] }) => [oneOf, anyOf]);
  return [
    ...unions,
    ...branches.flatMap((each) =>
      each.flatMap((branch, index) => unionsAt(branch, { ...below, within: [...within, `option-${index + 1}`] })),
    ),
    ...schemaPartsOf(flat).flatMap(({ token, schema: child }) => unionsAt(child, { ...below, path: [...path, token] })),
  ];
}

/** Pairs each union with the place where it stands; without those that stand at none of these. */
export function unionSites(unions: readonly Union[], sites: readonly CaseSite[]): { union: Union; site: CaseSite }[] {
  const byPath = new Map(sites.toReversed().map((site) => [toPointer(site.path), site]));
  return unions.flatMap((union) => {
    // Of several sites at one place, the first.
    const site = byPath.get(toPointer(union.path));
    return site ? [{ union, site }] : [];
  });
}

/** Makes events that match none of a union's branches, and where only one may match, those that match two. */
export function invalidUnions({ unions }: Generation, sites: readonly CaseSite[]): GeneratedEvent[] {
  return unionSites(unions, sites).flatMap(({ union, site }) => {
    const { keyword, words } = union;
    return unfittingValues(union, site).map(
      ([name, value]): GeneratedEvent => ({
        id: `schema.bad.${keyword}.${words}.${name}`,
        title: `${words} must match ${keyword === 'oneOf' ? 'exactly one' : 'one'} of its alternatives`,
        level: 'MUST',
        event: withValueAt(site.event, site.place, value),
        blamed: [toPointer(site.place), ...enclosingUnions(site)],
        exercises: constraintOf(words, keyword),
        requirement: requirementAt(site, keyword),
      }),
    );
  });
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
