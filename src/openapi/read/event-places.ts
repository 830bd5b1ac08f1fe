import { EVENT_ID, type Event, getScalarValue, parseEvents } from 'js-yaml';
import { maxDepth } from './parse.ts';

/** Gives where the place begins that a path names, or what is nearest above it: an offset in characters. */
export type PlaceFinder = (path: readonly string[]) => number;

/** Holds what a mapping or a sequence holds, by key or index: where it begins, with its key, and its event. */
type Children = Map<string, { offset: number; event: number }>;

/** Finds places by the events of the fast parser, which build no tree. Throws for what it cannot read. */
export function eventPlaces(text: string): PlaceFinder {
  const events = parseEvents(text, { maxDepth });
  const ends = endsOf(events);
  const known = new Map<number, Children>();
  // The first event opens the document.
  const root = 1;
  const childrenOf = (at: number): Children => {
    const children = known.get(at) ?? readChildren(text, events, ends, at);
    known.set(at, children);
    return children;
  };
  return (path) => {
    let at = root;
    let offset = startOf(events[root]) ?? 0;
    for (const token of path) {
      const child = childrenOf(anchored(text, events, at)).get(token);
      if (!child) break;
      offset = child.offset;
      at = child.event;
    }
    return offset;
  };
}

/** Gives for each event the one that ends what it opens: itself, where it opens nothing. */
function endsOf(events: readonly Event[]): Int32Array {
  const ends = new Int32Array(events.length);
  const open: number[] = [];
  for (const [index, { type }] of events.entries()) {
    ends[index] = index;
    if (type === EVENT_ID.POP) ends[open.pop() ?? index] = index;
    else if (type !== EVENT_ID.SCALAR && type !== EVENT_ID.ALIAS) open.push(index);
  }
  return ends;
}

function readChildren(text: string, events: readonly Event[], ends: Int32Array, at: number): Children {
  const children: Children = new Map();
  const type = events[at]?.type;
  const end = ends[at] ?? at;
  const after = (index: number): number => (ends[index] ?? index) + 1;
  let index = at + 1;
  for (let count = 0; index < end; count++) {
    const first = events[index];
    const offset = startOf(first) ?? 0;
    if (type === EVENT_ID.SEQUENCE) {
      children.set(String(count), { offset, event: index });
      index = after(index);
      continue;
    }
    const value = after(index);
    // Of a key that stands there twice the last one counts.
    if (first?.type === EVENT_ID.SCALAR) children.set(getScalarValue(text, first), { offset, event: value });
    index = after(value);
  }
  return children;
}

function startOf(event: Event | undefined): number | undefined {
  if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return undefined;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return event.type === EVENT_ID.SCALAR ? event.valueStart : event.start;
}

/** Gives the event that an alias stands for: what last had its anchor before it. */
function anchored(text: string, events: readonly Event[], at: number): number {
  const alias = events[at];
  if (alias?.type !== EVENT_ID.ALIAS) return at;
  const nameOf = ({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }): string =>
    text.slice(anchorStart, anchorEnd).replace(/^[&*]/, '');
  const name = nameOf(alias);
  return events.findLastIndex(
    (event, index) =>
      index < at &&
      (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) &&
      event.anchorStart >= 0 &&
      nameOf(event) === name,
  );
}
