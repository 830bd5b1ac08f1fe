import type { Contract } from '../../../contract/load.ts';
import { originOf } from '../../../contract/origin.ts';
import type { Variant } from '../../../schema/variants.ts';
import type { CaseSite } from './sites.ts';

/** Schemas of variants may hold so many objects in all; the same again for each so many objects of the document. */
const mostInSchemas = 50_000;
/** Each place is tried in events of its own: those of one value each may hold so many values in all. */
const mostInEvents = 50_000;
/** A long document may say so much more for each of its objects; a short one says much only where its places multiply. */
const moreForEach = 300;
/** Lets that cost so many times as much which the contract says, as long as it is tried once. */
const moreForNew = 4;

/** Holds what is tried, in its order, and how much is not. */
interface Tried<T> {
  taken: readonly T[];
  left: number;
}

/** Takes the variants of a contract that cases are made of: all of them, unless they hold too much together. */
export function triedVariants(contract: Contract): Tried<Variant> {
  const sizes = sizesOf();
  return takeWithin(contract.variants, boundOf(mostInSchemas, contract), {
    cost: ({ schema }) => sizes(schema).objects,
    says: ({ tags, branches }) =>
      JSON.stringify([
        tags.map(({ values }) => values),
        branches.map(({ path, index }) => [originOf(contract, path, tags), index]),
      ]),
  });
}

/** Takes the places that cases are made of: all of them, unless their events hold too much together. */
export function triedSites(contract: Contract, sites: readonly CaseSite[]): Tried<CaseSite> {
  const sizes = sizesOf();
  return takeWithin(sites, boundOf(mostInEvents, contract), {
    cost: ({ event }) => sizes(event).values,
    says: ({ said }) => said,
  });
}

/** Says how much may be tried: so much of any document, and more of a long one, which is counted only where that matters. */
interface Bound {
  least: number;
  whole: () => number;
}

function boundOf(least: number, { effective }: Contract): Bound {
  return { least, whole: () => least + moreForEach * sizeOf(effective) };
}

/**
 * Takes what costs no more than `whole` in all, one at least: what the contract says once is tried once, which may cost more,
 * before anything of it is tried again at another place.
 */
function takeWithin<T>(
  all: readonly T[],
  { least, whole }: Bound,
  { cost, says }: { cost: (each: T) => number; says: (each: T) => string },
): Tried<T> {
  const sum = all.reduce((before, each) => before + cost(each), 0);
  if (sum <= least) return { taken: all, left: 0 };
  const most = whole();
  if (sum <= most) return { taken: all, left: 0 };
  const { new: fresh = [], again = [] } = Object.groupBy(all, firstOf(says));
  const taken = new Set<T>();
  let spent = 0;
  const take = (some: readonly T[], limit: number): void => {
    for (const each of some) {
      spent += cost(each);
      if (spent > limit && taken.size > 0) return;
      taken.add(each);
    }
  };
  take(fresh, moreForNew * most);
  take(again, most);
  return { taken: all.filter((each) => taken.has(each)), left: all.length - taken.size };
}

function firstOf<T>(says: (each: T) => string): (each: T) => 'new' | 'again' {
  const known = new Set<string>();
  return (each) => {
    const said = says(each);
    return known.has(said) ? 'again' : known.add(said) && 'new';
  };
}

interface Size {
  objects: number;
  values: number;
}

/** Makes what counts the objects and the values in plain data; what several hold in common is counted for each, but looked at once. */
function sizesOf(): (value: unknown) => Size {
  const known = new WeakMap<object, Size>();
  const size = (value: unknown): Size => {
    if (typeof value !== 'object' || value === null) return { objects: 0, values: 1 };
    const found = known.get(value) ?? { objects: 1, values: 1 };
    if (known.has(value)) return found;
    known.set(value, found);
    for (const inner of Object.values(value)) {
      const { objects, values } = size(inner);
      found.objects += objects;
      found.values += values;
    }
    return found;
  };
  return size;
}

const counted = new WeakMap<object, number>();

/** Counts, once, the objects of a document, those that are written once. */
function sizeOf(document: object): number {
  const known = counted.get(document);
  if (known !== undefined) return known;
  const seen = new Set<object>([document]);
  for (const each of seen)
    for (const inner of Object.values(each)) if (typeof inner === 'object' && inner !== null) seen.add(inner);
  counted.set(document, seen.size);
  return seen.size;
}
