import { combine, flatten } from '../../../../schema/flatten.ts';
import { isObject, type Json } from '../../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { otherNames } from '../../../../schema/samples/property-names.ts';
import { sample } from '../../../../schema/samples/sample.ts';
import { varied } from '../../../../schema/samples/varied.ts';
import type { Schema } from '../../../../schema/types.ts';
import { invalidBounds } from '../bounds.ts';
import { type InvalidChange, invalidChange, type ValidChange } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';

/** Breaks what a schema says by way of other schemas: names, dependencies, exclusions, members. */
export function invalidCompositions(site: CaseSite, seed: number): InvalidChange[] {
  return [
    ...invalidNames(site),
    ...missingDependents(site),
    ...excludedValues(site),
    ...containingTooFew(site),
    ...nearlyContained(site, seed),
  ];
}

/** Makes a list that holds what is asked for as often as it may be. */
export function validCompositions(site: CaseSite): ValidChange[] {
  const { schema, event, place, words } = site;
  const { contains, maxContains } = schema;
  if (!contains || maxContains === undefined || !Array.isArray(valueAt(event, place))) return [];
  const title = `${words} may contain what is asked for as often as its maxContains`;
  return [[`bound.${words}.maxContains`, title, withValueAt(event, place, wantedItems(site, maxContains))]];
}

/** Makes items that are nearly what a list must contain, and are not. */
function nearlyContained(site: CaseSite, seed: number): InvalidChange[] {
  const { schema, event, place, words, resolve } = site;
  const { contains, minContains = 1 } = schema;
  if (!contains || minContains === 0 || !Array.isArray(valueAt(event, place))) return [];
  const right = wantedItems(site, minContains);
  const around = {
    ...site,
    schema: flatten(resolve(contains)),
    event: withValueAt(event, place, right),
    place: [...place, String(right.length - 1)],
    words: `${words}.contained`,
  };
  const keyword = minContains > 1 ? 'minContains' : 'contains';
  return invalidBounds(around, seed).map(({ id, title, event: value }) =>
    invalidChange({ event, place }, { id, title, keyword, value, at: [] }),
  );
}

function invalidNames(site: CaseSite): InvalidChange[] {
  const { schema, place, words, resolve } = site;
  if (!schema.propertyNames) return [];
  const others = schema.additionalProperties;
  const value = isObject(others) ? sample(others, { resolve }) : 'sample';
  const [right = 'name'] = otherNames(schema, 1);
  const names = ['', 'Not A Name!', 'x'.repeat(300), '0', 'lower', 'UPPER', `${right}!`, `!${right}`];
  return names.map((name, index) => {
    const change = { title: `the names in ${words} must keep to their rule`, keyword: 'propertyNames', value };
    return invalidChange(site, { id: numbered(`names.${words}`, index), ...change, at: [...place, name] });
  });
}

/** Numbers the ids of changes that break the same: the first has no number. */
function numbered(id: string, index: number): string {
  return index === 0 ? id : `${id}.${index + 1}`;
}

function missingDependents(site: CaseSite): InvalidChange[] {
  const { schema, place, words } = site;
  return Object.entries(schema.dependentRequired ?? {}).flatMap(([name, others]) =>
    others.map((other) => {
      const title = `${words}: where ${name} is, ${other} is required`;
      const change = { id: `dependent.${words}.${name}.${other}`, title, keyword: 'dependentRequired' };
      return invalidChange(site, { ...change, value: undefined, at: [...place, other] });
    }),
  );
}

/** Makes what `not` forbids: an example of it, by itself and laid over what is there. */
function excludedValues(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words, resolve } = site;
  const { not, ...rest } = schema;
  if (!not) return [];
  const excluded = flatten(resolve(not));
  const own = sample(excluded, { resolve });
  const present = valueAt(event, place);
  const laid = isObject(present) && isObject(own) ? { ...present, ...own } : own;
  return [sample(combine(rest, excluded), { resolve }), laid as Json].map((value, index) => {
    const title = `${words} must not be what is excluded`;
    return invalidChange(site, { id: numbered(`not.${words}`, index), title, keyword: 'not', value });
  });
}

function containingTooFew(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words } = site;
  const items = valueAt(event, place);
  const { contains, minContains = 1, maxContains, minItems = 0 } = schema;
  if (!contains || !Array.isArray(items)) return [];
  const others = itemsOf(site, schema.items ?? {}, Math.max(minItems, 1));
  const wanted = wantedItems(site, Math.max(minContains, (maxContains ?? 0) + 1));
  const short = [...wanted.slice(0, minContains - 1), ...others].slice(0, Math.max(minItems, minContains - 1));
  const lists = [[], items.map(() => 'nothing of the kind'), items.map(() => -1), others];
  const few = minContains > 1 ? [short, wanted.slice(0, minContains - 1)] : [];
  const many = maxContains === undefined ? [] : [wanted.slice(0, maxContains + 1)];
  const changes = (keyword: string, values: Json[][]): InvalidChange[] =>
    values.map((value, index) => {
      const title = `${words} must contain what is asked for${keyword === 'contains' ? '' : ', as often as it says'}`;
      return invalidChange(site, { id: numbered(`${keyword}.${words}`, index), title, keyword, value });
    });
  return [...changes('contains', lists), ...changes('minContains', few), ...changes('maxContains', many)];
}

/** Makes so many items, each such as `contains` asks for. */
function wantedItems(site: CaseSite, count: number): Json[] {
  const { items = {}, contains = {} } = site.schema;
  return itemsOf(site, combine(flatten(items), flatten(site.resolve(contains))), count);
}

function itemsOf({ schema, resolve }: CaseSite, item: Schema, count: number): Json[] {
  const value = sample(item, { resolve });
  return Array.from({ length: count }, (_, index) => (schema.uniqueItems ? varied(value, index, item) : value));
}
