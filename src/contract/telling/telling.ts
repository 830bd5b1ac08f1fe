import { once, remembering } from '../../once.ts';
import { fromPointer, toPointer, valueAt } from '../../schema/pointer.ts';
import type { Contract } from '../contract.ts';
import { knownNames } from './event-names.ts';
import {
  type Candidate,
  type Clue,
  type DeliveryTraits,
  distinctLists,
  type Narrowed,
  type Narrowing,
  narrowedBy,
  type UnknownName,
} from './narrowing.ts';
import { eventHeader, headerOf, type ListedValues, type OperationTraits, plainName, traitsOf } from './traits.ts';

export type { DeliveryTraits, UnknownName } from './narrowing.ts';

/** Holds for which of a document's operations a delivery may be: one, several, or, where its event has an unknown name, none. */
interface Told {
  contracts: readonly Contract[];
  /** Holds the name by which no operation is known: only a validator that takes the event all the same says otherwise. */
  unknown?: UnknownName | undefined;
}

/** Says for which of a document's operations a delivery may be. */
type Teller = (delivery: DeliveryTraits) => Told;

/**
 * Makes a teller of operations. In turn decide: the path, where it is known; the value by which events are named, headers whose
 * values an operation lists, then properties of the body. What is left in the end, the schemas tell apart.
 */
export function operationTeller(contracts: readonly Contract[], eventFrom: string | undefined): Teller {
  if (contracts.length === 1) return () => ({ contracts });
  const all = contracts.map((contract): Candidate => ({ contract, traits: traitsOf(contract) }));
  const header = eventHeader(
    all.map(({ traits }) => traits),
    eventFrom,
  );
  const byUsualName = header === undefined ? [] : [byEventName(all, header, 'perhaps')];
  const byName = eventFrom === undefined ? byUsualName : [byEventName(all, eventFrom)];
  const narrowings = [byPath(all), ...byName, byHeaders(all), byBody(all)];
  return (delivery) => {
    const start: Narrowed = { left: all };
    const { left, unknown } = narrowings.reduce((before, narrow) => {
      const after = narrow(before.left, delivery);
      // What tells operations apart after all makes up for a name that is unknown.
      return after.left.length < before.left.length ? after : { ...after, unknown: after.unknown ?? before.unknown };
    }, start);
    return { contracts: left.map(({ contract }) => contract), unknown };
  };
}

/** Narrows by where a delivery went; what stands before the path of an operation is the receiver's own. */
function byPath(all: readonly Candidate[]): Narrowing {
  const paths = new Set(all.map(({ contract }) => contract.operation.path));
  if (paths.size === 1) return (left) => ({ left });
  const endings = new Map([...paths].map((path) => [path, pathEnding(path)]));
  return (left, { url }) => {
    const sent = url?.replace(/[?#].*$/s, '');
    const there = left.filter(({ contract }) => sent !== undefined && endings.get(contract.operation.path)?.test(sent));
    return { left: there.length > 0 ? there : left };
  };
}

/** Makes an expression for the end of a path that a template such as `/orders/{id}` describes. */
function pathEnding(template: string): RegExp {
  const pattern = template.replace(/\{[^}]+\}|[.*+?^${}()|[\]\\]/g, (found) =>
    found.length > 1 ? '[^/]+' : `\\${found}`,
  );
  return new RegExp(`${pattern}/*$`);
}

/** Reads the value by which events are named: `header:NAME`, a header's name alone, or the pointer of a place in the event. */
function eventName(eventFrom: string, { event, header }: DeliveryTraits): string | undefined {
  if (!eventFrom.startsWith('/')) return header?.(headerOf(eventFrom));
  const value = valueAt(event, fromPointer(eventFrom));
  return typeof value === 'string' ? value : undefined;
}

/**
 * Makes what tells whether a header's value is one that operations list or show, or the name of one in the header that names events: by it
 * a delivery is told from those of others, and it is nothing of its sender's. Of a document of one operation nothing tells.
 */
export function tellingHeaders(
  contracts: readonly Contract[],
  eventFrom: string | undefined,
): (name: string, value: string) => boolean {
  if (contracts.length === 1) return () => false;
  const known = once(() => {
    const all = contracts.map(traitsOf);
    return { all, naming: eventHeader(all, eventFrom) };
  });
  return (name, value) => {
    const { all, naming } = known();
    const isShown = ({ headers }: OperationTraits): boolean => {
      const { listed, examples } = headers.get(name) ?? {};
      return listed?.has(value) === true || examples?.has(value) === true;
    };
    return all.some((traits) => isShown(traits) || (name === naming && nearnessTo(plainName(value), traits) > 0));
  };
}

/** Narrows by the name of an event; `perhaps`: the header may be about something else, and an unknown name says nothing. */
function byEventName(all: readonly Candidate[], eventFrom: string, how?: 'perhaps'): Narrowing {
  const headerName = headerOf(eventFrom);
  const place = eventFrom.startsWith('/') ? fromPointer(eventFrom).join('/') : undefined;
  const alone = examplesOfOne(all, headerName);
  const where =
    place === undefined ? ({ in: 'header', at: headerName } as const) : ({ in: 'body', at: eventFrom } as const);
  const known = once(() =>
    knownNames(
      all.map(({ traits }) => traits),
      where,
    ),
  );
  const rankedBy = (left: readonly Candidate[], value: string): { best: number; kept: readonly Candidate[] } => {
    const wanted = plainName(value);
    const nearness = ({ traits }: Candidate): number => {
      if (place !== undefined && traits.body.get(place)?.has(JSON.stringify(value))) return nearest;
      const { listed, examples } = traits.headers.get(headerName) ?? {};
      const isShown = listed?.has(value) || (alone.has(value) && examples?.has(value));
      return isShown ? nearest : nearnessTo(wanted, traits);
    };
    const ranked = left.map((candidate) => ({ candidate, rank: nearness(candidate) }));
    const best = Math.max(...ranked.map(({ rank }) => rank));
    return { best, kept: ranked.filter(({ rank }) => rank === best).map(({ candidate }) => candidate) };
  };
  // Of thousands of deliveries most have one of a few names.
  const remembered = lastOf(mostNamesRemembered, (value: string) => rankedBy(all, value));
  return (left, delivery) => {
    const value = eventName(eventFrom, delivery);
    if (value === undefined) return { left };
    const { best, kept } = left === all ? remembered(value) : rankedBy(left, value);
    if (best === 0) return how === 'perhaps' ? { left } : { left: [], unknown: { ...where, value, known } };
    return { left: kept };
  };
}

/** Bounds how many names of events are remembered: any sender may make up others. */
const mostNamesRemembered = 500;

/** Remembers what is made of the last so many texts. */
function lastOf<T>(most: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    // The order of a map is that in which its keys were set.
    for (const oldest of known.keys()) if (known.size >= most) known.delete(oldest);
    known.set(text, made);
    return made;
  };
}

const nearest = 3;

/** Says how well an operation fits the plain name of an event: its own name, a whole first part of it, or the beginning of a part. */
function nearnessTo(wanted: string, { plainNames: own }: OperationTraits): number {
  if (own.includes(wanted)) return nearest;
  if (own.some((name) => ['/', '.'].some((mark) => name.startsWith(wanted + mark)))) return 2;
  return own.some((name) => name.startsWith(`${wanted}-`)) ? 1 : 0;
}

/** Narrows by headers: one that an operation does not list excludes it, one that it lists, or alone exemplifies, speaks for it. */
function byHeaders(all: readonly Candidate[]): Narrowing {
  const names = [...new Set(all.flatMap(({ traits }) => [...traits.headers.keys()]))];
  const telling = names.flatMap((name) => {
    const alone = examplesOfOne(all, name);
    const listedBy = ({ headers }: OperationTraits) => headers.get(name)?.listed;
    const lists = all.map(({ traits }) => listedBy(traits));
    const rank = [0, distinctLists(lists).length] as const;
    return tells(lists) || alone.size > 0 ? [{ in: 'header', at: name, rank, alone, listedBy } as const] : [];
  });
  return (left, { header }) => {
    if (!header) return { left };
    const clues = telling.flatMap(({ alone, ...place }): Clue[] => {
      const value = header(place.at);
      const verdict = ({ headers }: OperationTraits): boolean | undefined => {
        const { listed, examples } = headers.get(place.at) ?? {};
        if (listed) return listed.has(String(value));
        return examples?.has(String(value)) && alone.has(String(value)) ? true : undefined;
      };
      return value === undefined ? [] : [{ ...place, value, verdict }];
    });
    return narrowedBy(clues, left);
  };
}

/** Lists the examples of a header that no more than one operation has. */
function examplesOfOne(all: readonly Candidate[], name: string): ListedValues {
  const counts = new Map<string, number>();
  for (const { traits } of all)
    for (const each of traits.headers.get(name)?.examples ?? []) counts.set(each, (counts.get(each) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count === 1).map(([each]) => each));
}

/** Narrows by values that operations list for places of the body; only the outermost places speak for an operation. */
function byBody(all: readonly Candidate[]): Narrowing {
  const places = [...new Set(all.flatMap(({ traits }) => [...traits.body.keys()]))];
  const telling = places.flatMap((place) => {
    const path = place.split('/');
    const listedBy = ({ body }: OperationTraits) => body.get(place);
    const lists = all.map(({ traits }) => listedBy(traits));
    const rank = [path.length, distinctLists(lists).length] as const;
    return tells(lists) ? [{ in: 'body', at: toPointer(path), path, rank, listedBy } as const] : [];
  });
  const order = new Map(telling.map((each, index) => [each, index]));
  const outermost = Math.min(...telling.map(({ path }) => path.length));
  const tellingOf = remembering(({ traits }: Candidate) => telling.filter(({ listedBy }) => listedBy(traits)));
  return (left, { event }) => {
    // A place of which none of them lists anything says nothing of any of them.
    const told = left.length > few ? telling : [...new Set(left.flatMap(tellingOf))];
    const said = told.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const clues = said.flatMap(({ path, ...place }): Clue[] => {
      const value = valueAt(event, path);
      const written = JSON.stringify(value);
      const verdict = (traits: OperationTraits): boolean | undefined => {
        const listed = place.listedBy(traits);
        return (listed?.has(written) ?? true) && (path.length === outermost && listed ? true : undefined);
      };
      return value === undefined ? [] : [{ ...place, value, verdict }];
    });
    return narrowedBy(clues, left);
  };
}

/** Of so many operations it is sooner found which places tell of them. */
const few = 20;

/** Tells whether lists of values tell operations apart: not all that have one have the same. */
function tells(lists: readonly (ListedValues | undefined)[]): boolean {
  const [first, ...others] = lists;
  return others.some((each) => each?.size !== first?.size || [...(each ?? [])].some((value) => !first?.has(value)));
}
