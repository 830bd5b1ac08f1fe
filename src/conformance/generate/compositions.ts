import { combine, flatten } from '../../schema/flatten.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../schema/pointer.ts';
import { sample } from '../../schema/sample.ts';
import { blame, type Edit } from './made.ts';
import type { CaseSite } from './sites.ts';

/** Events that break what a schema says by way of other schemas: names, dependencies, exclusions, members. */
export function badCompositions(site: CaseSite): Edit[] {
  return [...names(site), ...dependents(site), ...excluded(site), ...lacking(site)];
}

function names({ schema, event, place, words }: CaseSite): Edit[] {
  if (!schema.propertyNames) return [];
  const candidates = ['', 'Not A Name!', 'x'.repeat(300), '0', 'lower', 'UPPER'];
  return candidates.map((name, index) => ({
    id: `names.${words}${index === 0 ? '' : `.${index + 1}`}`,
    title: `the names in ${words} must keep to their rule`,
    event: withValueAt(event, [...place, name], 'sample'),
    blamed: [toPointer(place), toPointer([...place, name])],
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
  const forbidden = sample(combine(rest, flatten(not)), 'maximal');
  const own = sample(flatten(not), 'maximal');
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
  if (!schema.contains || !Array.isArray(items)) return [];
  return [[], items.map(() => 'nothing of the kind'), items.map(() => -1)].map((value, index) => ({
    id: `contains.${words}${index === 0 ? '' : `.${index + 1}`}`,
    title: `${words} must contain what is asked for`,
    event: withValueAt(event, place, value),
    blamed: blame(place),
    keyword: 'contains',
  }));
}
