import { combine, flatten } from '../../../../schema/flatten.ts';
import { isObject, type Json } from '../../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { otherNames } from '../../../../schema/samples/property-names.ts';
import { sample } from '../../../../schema/samples/sample.ts';
import { varied } from '../../../../schema/samples/varied.ts';
import type { Schema } from '../../../../schema/types.ts';
import { invalidBounds } from '../bounds.ts';
import { type GeneratedEvent, invalidEvent, invalidEvents, numberOf, validEvents } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';

/** Breaks what a schema says by way of other schemas: names, dependencies, exclusions, members. */
export function invalidCompositions(site: CaseSite): GeneratedEvent[] {
  return [
    ...invalidNames(site),
    ...missingDependents(site),
    ...excludedValues(site),
    ...containingTooFew(site),
    ...nearlyContained(site),
  ];
}

/** Makes a list that holds what is asked for as often as it may be. */
export function validCompositions(site: CaseSite): GeneratedEvent[] {
  const { contains, maxContains } = site.schema;
  if (!contains || maxContains === undefined || !Array.isArray(valueAt(site.event, site.place))) return [];
  const says = 'may contain what is asked for as often as its maxContains';
  return validEvents(site, 'bound', [['maxContains', says, wantedItems(site, maxContains)]]);
}

/** Makes items that are nearly what a list must contain, and are not. */
function nearlyContained(site: CaseSite): GeneratedEvent[] {
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
  return invalidBounds(around).map(({ id, title, event: value }) => ({
    ...invalidEvent(site, { kind: 'bound', title, keyword, value, at: [] }),
    id,
  }));
}

function invalidNames(site: CaseSite): GeneratedEvent[] {
  const { schema, place, words, resolve } = site;
  if (!schema.propertyNames) return [];
  const others = schema.additionalProperties;
  const value = isObject(others) ? sample(others, { resolve }) : 'sample';
  const [right = 'name'] = otherNames(schema, 1);
  const names = ['', 'Not A Name!', 'x'.repeat(300), '0', 'lower', 'UPPER', `${right}!`, `!${right}`];
  const breach = { kind: 'names', title: `the names in ${words} must keep to their rule`, keyword: 'propertyNames' };
  return names.map((name, index) =>
    invalidEvent(site, { ...breach, name: numberOf(index), value, at: [...place, name] }),
  );
}

function missingDependents(site: CaseSite): GeneratedEvent[] {
  const { schema, place, words } = site;
  return Object.entries(schema.dependentRequired ?? {}).flatMap(([name, others]) =>
    others.map((other) => {
      const title = `${words}: where ${name} is, ${other} is required`;
      const breach = { kind: 'dependent', name: `${name}.${other}`, title, keyword: 'dependentRequired' };
      return invalidEvent(site, { ...breach, value: undefined, at: [...place, other] });
    }),
  );
}

/** Makes what `not` forbids: an example of it, by itself and laid over what is there. */
function excludedValues(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words, resolve } = site;
  const { not, ...rest } = schema;
  if (!not) return [];
  const excluded = flatten(resolve(not));
  const own = sample(excluded, { resolve });
  const present = valueAt(event, place);
  const laid = isObject(present) && isObject(own) ? ({ ...present, ...own } as Json) : own;
  const values = [sample(combine(rest, excluded), { resolve }), laid];
  return invalidEvents(site, { kind: 'not', title: `${words} must not be what is excluded` }, values);
}

function containingTooFew(site: CaseSite): GeneratedEvent[] {
  const { schema, event, place, words } = site;
  const items = valueAt(event, place);
  const { contains, minContains = 1, maxContains, minItems = 0 } = schema;
  if (!contains || !Array.isArray(items)) return [];
  const others = itemsOf(site, schema.items ?? {}, Math.max(minItems, 1));
  const wanted = wantedItems(site, Math.max(minContains, (maxContains ?? 0) + 1));
  const few = wanted.slice(0, minContains - 1);
  const short = [...few, ...others].slice(0, Math.max(minItems, minContains - 1));
  const lists = [[], items.map(() => 'nothing of the kind'), items.map(() => -1), others];
  const title = `${words} must contain what is asked for`;
  const often = `${title}, as often as it says`;
  return [
    ...invalidEvents(site, { kind: 'contains', title }, lists),
    ...invalidEvents(site, { kind: 'minContains', title: often }, minContains > 1 ? [short, few] : []),
    ...(maxContains === undefined
      ? []
      : invalidEvents(site, { kind: 'maxContains', title: often }, [wanted.slice(0, maxContains + 1)])),
  ];
}

function wantedItems(site: CaseSite, count: number): Json[] {
  const { items = {}, contains = {} } = site.schema;
  return itemsOf(site, combine(flatten(items), flatten(site.resolve(contains))), count);
}

function itemsOf({ schema, resolve }: CaseSite, item: Schema, count: number): Json[] {
  const value = sample(item, { resolve });
  return Array.from({ length: count }, (_, index) => (schema.uniqueItems ? varied(value, index, item) : value));
}
