import { combine, flatten } from '../../../../schema/flatten.ts';
import { isObject, type Json } from '../../../../schema/json.ts';
import { plainItems, wantedItems } from '../../../../schema/lists.ts';
import { otherNames } from '../../../../schema/names.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { sample } from '../../../../schema/sample.ts';
import { badBounds } from '../bounds.ts';
import { blame, type Edit, type GoodEdit } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';

/** Events that break what a schema says by way of other schemas: names, dependencies, exclusions, members. */
export function badCompositions(site: CaseSite, seed: number): Edit[] {
  return [...names(site), ...dependents(site), ...excluded(site), ...lacking(site), ...nearlyContained(site, seed)];
}

/** A list that holds what is asked for as often as it may be. */
export function goodCompositions({ schema, event, place, words }: CaseSite): GoodEdit[] {
  const { contains, maxContains } = schema;
  if (!contains || maxContains === undefined || !Array.isArray(valueAt(event, place))) return [];
  const value = wantedItems(schema, maxContains);
  const title = `${words} may contain what is asked for as often as its maxContains`;
  return [[`bound.${words}.maxContains`, title, withValueAt(event, place, value)]];
}

/** Items that are nearly what a list must contain, and are not. */
function nearlyContained(site: CaseSite, seed: number): Edit[] {
  const { schema, event, place, words } = site;
  const { contains, minContains = 1 } = schema;
  if (!contains || minContains === 0 || !Array.isArray(valueAt(event, place))) return [];
  const right = wantedItems(schema, minContains);
  const last = [...place, String(right.length - 1)];
  const around = {
    ...site,
    schema: flatten(contains),
    event: withValueAt(event, place, right),
    place: last,
    words: `${words}.contained`,
  };
  return badBounds(around, seed).map(({ id, title, event: edited }) => ({
    id,
    title,
    event: edited,
    blamed: blame(place),
    keyword: minContains > 1 ? 'minContains' : 'contains',
  }));
}

function names({ schema, event, place, words }: CaseSite): Edit[] {
  if (!schema.propertyNames) return [];
  const others = schema.additionalProperties;
  const value = isObject(others) ? sample(others) : 'sample';
  const [right = 'name'] = otherNames(schema, 1);
  const candidates = ['', 'Not A Name!', 'x'.repeat(300), '0', 'lower', 'UPPER', `${right}!`, `!${right}`];
  return candidates.map((name, index) => ({
    id: `names.${words}${index === 0 ? '' : `.${index + 1}`}`,
    title: `the names in ${words} must keep to their rule`,
    event: withValueAt(event, [...place, name], value),
    blamed: blame(place),
    keyword: 'propertyNames',
  }));
}

function dependents({ schema, event, place, words }: CaseSite): Edit[] {
  return Object.entries(schema.dependentRequired ?? {}).flatMap(([name, others]) =>
    others.map((other) => ({
      id: `dependent.${words}.${name}.${other}`,
      title: `${words}: where ${name} is, ${other} is required`,
      event: withValueAt(event, [...place, other], undefined),
      blamed: blame(place),
      keyword: 'dependentRequired',
    })),
  );
}

/** What `not` forbids: an example of it, by itself and laid over what is there. */
function excluded({ schema, event, place, words }: CaseSite): Edit[] {
  const { not, ...rest } = schema;
  if (!not) return [];
  const forbidden = sample(combine(rest, flatten(not)));
  const own = sample(flatten(not));
  const present = valueAt(event, place);
  const laid = isObject(present) && isObject(own) ? { ...present, ...own } : own;
  return [forbidden, laid as Json].map((value, index) => ({
    id: `not.${words}${index === 0 ? '' : '.2'}`,
    title: `${words} must not be what is excluded`,
    event: withValueAt(event, place, value),
    blamed: blame(place),
    keyword: 'not',
  }));
}

function lacking({ schema, event, place, words }: CaseSite): Edit[] {
  const items = valueAt(event, place);
  const { contains, minContains = 1, maxContains, minItems = 0 } = schema;
  if (!contains || !Array.isArray(items)) return [];
  const others = plainItems(schema, Math.max(minItems, 1));
  const wanted = wantedItems(schema, Math.max(minContains, (maxContains ?? 0) + 1));
  const short = [...wanted.slice(0, minContains - 1), ...others].slice(0, Math.max(minItems, minContains - 1));
  const lists = [[], items.map(() => 'nothing of the kind'), items.map(() => -1), others] as Json[][];
  const edit = (keyword: string, id: string, value: Json): Edit => ({
    id: `${id}`,
    title: `${words} must contain what is asked for${keyword === 'contains' ? '' : ', as often as it says'}`,
    event: withValueAt(event, place, value),
    blamed: blame(place),
    keyword,
  });
  const numbered = (name: string, index: number): string => `${name}.${words}${index === 0 ? '' : `.${index + 1}`}`;
  return [
    ...lists.map((value, index) => edit('contains', numbered('contains', index), value)),
    ...(minContains > 1
      ? [short, wanted.slice(0, minContains - 1)].map((value, index) =>
          edit('minContains', numbered('minContains', index), value),
        )
      : []),
    ...(maxContains === undefined
      ? []
      : [edit('maxContains', `maxContains.${words}`, wanted.slice(0, maxContains + 1))]),
  ];
}
