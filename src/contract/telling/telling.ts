import { fromPointer, valueAt } from '../../schema/pointer.ts';
import { type Contract, once } from '../contract.ts';
import { eventHeader, headerOf, type ListedValues, type OperationTraits, plainName, traitsOf } from './traits.ts';

/** Holds what is known of a delivery, by which its operation is told. */
export interface DeliveryTraits {
  event: unknown;
  /** Gives a header by its name in lower case; absent where headers were not kept. */
  header?: ((name: string) => string | undefined) | undefined;
  /** Tells where it was sent to, where that was kept. */
  url?: string | undefined;
}

/** Says for which of a document's operations a delivery may be: for one, for several, or, where its event has an unknown name, for none. */
export type Teller = (delivery: DeliveryTraits) => readonly Contract[];

interface Candidate {
  contract: Contract;
  traits: OperationTraits;
}

/** Leaves those of some operations that a delivery may be for. */
type Narrowing = (left: readonly Candidate[], delivery: DeliveryTraits) => readonly Candidate[];

/**
 * Makes a teller of operations. In turn decide: the path, where it is known; the value by which events are named, headers whose
 * values an operation lists, then properties of the body. What is left in the end, the schemas tell apart.
 */
export function operationTeller(contracts: readonly Contract[], eventFrom: string | undefined): Teller {
  if (contracts.length === 1) return () => contracts;
  const all = contracts.map((contract): Candidate => ({ contract, traits: traitsOf(contract) }));
  const header = eventHeader(
    all.map(({ traits }) => traits),
    eventFrom,
  );
  const byUsualName = header === undefined ? [] : [byEventName(all, header, 'perhaps')];
  const byName = eventFrom === undefined ? byUsualName : [byEventName(all, eventFrom)];
  const narrowings = [byPath(all), ...byName, byHeaders(all), byBody(all)];
  return (delivery) =>
    narrowings
      .reduce((left, narrow) => narrow(left, delivery), all as readonly Candidate[])
      .map(({ contract }) => contract);
}

/** Narrows by where a delivery went; what stands before the path of an operation is the receiver's own. */
function byPath(all: readonly Candidate[]): Narrowing {
  const paths = new Set(all.map(({ contract }) => contract.operation.path));
  if (paths.size === 1) return (left) => left;
  const endings = new Map([...paths].map((path) => [path, pathEnding(path)]));
  return (left, { url }) => {
    const sent = url?.replace(/[?#].*$/s, '');
    const there = left.filter(({ contract }) => sent !== undefined && endings.get(contract.operation.path)?.test(sent));
    return there.length > 0 ? there : left;
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
export function eventName(eventFrom: string, { event, header }: DeliveryTraits): string | undefined {
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
    return all.some((traits) => isShown(traits) || (name === naming && nearnessTo(value, traits) > 0));
  };
}

/** Narrows by the name of an event; `perhaps`: the header may be about something else, and an unknown name says nothing. */
function byEventName(all: readonly Candidate[], eventFrom: string, how?: 'perhaps'): Narrowing {
  const headerName = headerOf(eventFrom);
  const place = eventFrom.startsWith('/') ? fromPointer(eventFrom).join('/') : undefined;
  const alone = examplesOfOne(all, headerName);
  return (left, delivery) => {
    const value = eventName(eventFrom, delivery);
    if (value === undefined) return left;
    const nearness = ({ traits }: Candidate): number => {
      if (place !== undefined && traits.body.get(place)?.has(JSON.stringify(value))) return nearest;
      const { listed, examples } = traits.headers.get(headerName) ?? {};
      const isShown = listed?.has(value) || (alone.has(value) && examples?.has(value));
      return isShown ? nearest : nearnessTo(value, traits);
    };
    const ranked = left.map((candidate) => ({ candidate, rank: nearness(candidate) }));
    const best = Math.max(...ranked.map(({ rank }) => rank));
    if (best === 0) return how === 'perhaps' ? left : [];
    return ranked.filter(({ rank }) => rank === best).map(({ candidate }) => candidate);
  };
}

const nearest = 3;

/** Says how well an operation fits the name of an event: its own name, a whole first part of it, or the beginning of a part. */
function nearnessTo(value: string, { plainNames: own }: OperationTraits): number {
  const wanted = plainName(value);
  if (own.includes(wanted)) return nearest;
  if (own.some((name) => ['/', '.'].some((mark) => name.startsWith(wanted + mark)))) return 2;
  return own.some((name) => name.startsWith(`${wanted}-`)) ? 1 : 0;
}

/** Narrows by headers: one that an operation does not list excludes it, one that it lists, or alone exemplifies, speaks for it. */
function byHeaders(all: readonly Candidate[]): Narrowing {
  const names = [...new Set(all.flatMap(({ traits }) => [...traits.headers.keys()]))];
  const alone = new Map(names.map((name) => [name, examplesOfOne(all, name)]));
  const telling = names.filter(
    (name) => tells(all.map(({ traits }) => traits.headers.get(name)?.listed)) || (alone.get(name)?.size ?? 0) > 0,
  );
  return (left, { header }) => {
    if (!header) return left;
    return narrowed(left, ({ headers }) =>
      telling.map((name) => {
        const value = header(name);
        const { listed, examples } = headers.get(name) ?? {};
        if (value === undefined) return undefined;
        if (listed) return listed.has(value);
        return examples?.has(value) && alone.get(name)?.has(value) ? true : undefined;
      }),
    );
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
  const telling = places
    .filter((place) => tells(all.map(({ traits }) => traits.body.get(place))))
    .map((place) => ({ place, path: place.split('/') }));
  const outermost = Math.min(...telling.map(({ path }) => path.length));
  return (left, { event }) => {
    const values = telling.flatMap(({ place, path }) => {
      const value = valueAt(event, path);
      return value === undefined ? [] : [{ place, value: JSON.stringify(value), speaks: path.length === outermost }];
    });
    return narrowed(left, ({ body }) =>
      values.map(
        ({ place, value, speaks }) =>
          (body.get(place)?.has(value) ?? true) && (speaks && body.has(place) ? true : undefined),
      ),
    );
  };
}

/** Tells whether lists of values tell operations apart: not all that have one have the same. */
function tells(lists: readonly (ListedValues | undefined)[]): boolean {
  const [first, ...others] = lists;
  return others.some((each) => each?.size !== first?.size || [...(each ?? [])].some((value) => !first?.has(value)));
}

/** Leaves the operations that nothing speaks against, and of these those that something speaks for; all where that leaves none. */
function narrowed(
  left: readonly Candidate[],
  verdicts: (traits: OperationTraits) => readonly (boolean | undefined)[],
): readonly Candidate[] {
  const judged = left.map((candidate) => ({ candidate, verdicts: verdicts(candidate.traits) }));
  const possible = judged.filter((each) => !each.verdicts.includes(false));
  const likely = possible.filter((each) => each.verdicts.includes(true));
  const kept = [likely, possible, judged].find((each) => each.length > 0) ?? [];
  return kept.map(({ candidate }) => candidate);
}
