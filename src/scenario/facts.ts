import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import { fromPointer, hasParent, toPointer, valueAt } from '../schema/pointer.ts';
import { inFirstItems } from '../schema/samples/example.ts';
import { type Site, sitesOf } from '../schema/sites.ts';
import type { CallFacts } from './plan.ts';
import { similarNames } from './similar-names.ts';

/**
 * Throws a usage error, with near locations, for a value whose location is in none of the events: what would hold it is not
 * there, or is described by the contract, and without it. `eventsWith` gives the events after the values before it.
 */
export function checkFacts(
  facts: CallFacts,
  { variants }: Pick<Contract, 'variants'>,
  eventsWith: (facts: CallFacts) => readonly unknown[],
): void {
  const sites = facts.length === 0 ? [] : variants.flatMap(({ schema }) => sitesOf(schema));
  for (const [index, [pointer]] of facts.entries()) {
    const events = eventsWith(facts.slice(0, index));
    const path = fromPointer(pointer);
    const known = isKnown(path, sites);
    if (events.some((event) => hasParent(event, path) && (known || valueAt(event, path) !== undefined))) continue;
    throw userError('usage', `no event has the location ${pointer}`, { hint: nearLocations(pointer, sites, events) });
  }
}

/** Tells whether the contract speaks of a location, or leaves open what stands there. */
function isKnown(path: readonly string[], sites: readonly Site[]): boolean {
  const parent = path.slice(0, -1);
  const siblings = sites.filter(
    (site) => site.path.length === path.length && matchesPath(site.path.slice(0, -1), parent),
  );
  return siblings.length === 0 || siblings.some((site) => matchesPath(site.path, path));
}

function matchesPath(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every(
      (token, index) => token === '+' || token === path[index] || (token === '*' && /^\d+$/.test(path[index] ?? '')),
    )
  );
}

function nearLocations(pointer: string, sites: readonly Site[], events: readonly unknown[]): string {
  const paths = sites.map(({ path }) => inFirstItems(path)).filter((path) => path.length > 0 && !path.includes('+'));
  const there = paths.filter((path) => events.some((event) => hasParent(event, path)));
  const pointers = [...new Set(there.map(toPointer))];
  const near = similarNames(pointer, pointers);
  const names = near.length > 0 ? near : pointers.filter((each) => !each.includes('/', 1)).slice(0, 10);
  return names.length > 0 ? `Near it: ${names.join(', ')}.` : 'The contract names no location in its events.';
}
