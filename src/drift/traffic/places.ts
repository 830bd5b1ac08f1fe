import type { Contract } from '../../contract/load.ts';
import { sitesOf } from '../../schema/sites.ts';
import type { Schema } from '../../schema/types.ts';
import type { Tag } from '../../schema/variants.ts';

/** A place where a value may stand in an event, and all that the contract says of it, for one kind of event or another. */
export interface Place {
  /** From the root; `*` stands for items, `+` for properties without a name of their own. */
  path: string[];
  children: Map<string, Place>;
  readings: Reading[];
  /** Readings of the children of which no event has yet shown that they could have been there. */
  pending: { name: string; reading: Reading }[];
}

/** What holds at a place where its condition is met. */
export interface Reading {
  /** The innermost discriminator around the place and its values; undefined where the place is the same for all events. */
  condition: Condition | undefined;
  required: boolean;
  /** It names properties, so that others are news. */
  declares: boolean;
  schema: Schema;
  /** The closed list of values, as JSON. */
  values: Set<string> | undefined;
  seen: boolean;
  seenValues: Set<string>;
  /** An event came in which it could have been there. */
  applicable: boolean;
}

export interface Condition {
  tag: Tag;
  /** How deep the object lies that has the discriminator. */
  depth: number;
  name: string;
  values: ReadonlySet<string>;
  /** All values that any kind of event has there. Others are news, and choose nothing. */
  known: Set<string>;
}

/** All places of a contract's events. The tree is marked while events are walked through it. */
export function placesOf({ variants }: Pick<Contract, 'variants'>): Place {
  const root = newPlace([]);
  const known = new Map<string, Set<string>>();
  for (const { tags, schema } of variants) {
    const conditions = tags.map((tag) => conditionOf(tag, known));
    for (const { path, schema: own, required } of sitesOf(schema)) {
      addReading(placeAt(root, path), own, required, innermost(conditions, path));
    }
  }
  link(root);
  return root;
}

function newPlace(path: string[]): Place {
  return { path, children: new Map(), readings: [], pending: [] };
}

function placeAt(root: Place, path: readonly string[]): Place {
  let place = root;
  for (const token of path) {
    const child = place.children.get(token) ?? newPlace([...place.path, token]);
    place.children.set(token, child);
    place = child;
  }
  return place;
}

function conditionOf(tag: Tag, all: Map<string, Set<string>>): Condition {
  const key = tag.path.join('\0');
  const known = all.get(key) ?? new Set<string>();
  all.set(key, known);
  for (const value of tag.values) known.add(value);
  return { tag, depth: tag.path.length - 1, name: tag.path.at(-1) ?? '', values: new Set(tag.values), known };
}

function innermost(conditions: readonly Condition[], path: readonly string[]): Condition | undefined {
  return conditions
    .filter(
      ({ tag, depth }) => path.length > depth && tag.path.slice(0, depth).every((token, at) => token === path[at]),
    )
    .reduce<Condition | undefined>((best, each) => (best && best.depth > each.depth ? best : each), undefined);
}

function addReading(place: Place, schema: Schema, required: boolean, condition: Condition | undefined): void {
  const listed = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  const values = listed && new Set(listed.map((value) => JSON.stringify(value)));
  const declares = Object.keys(schema.properties ?? {}).length > 0;
  const same = place.readings.find((each) => sameCondition(each.condition, condition));
  if (!same) {
    const fresh = { seen: false, seenValues: new Set<string>(), applicable: false };
    place.readings.push({ condition, required, declares, schema, values, ...fresh });
    return;
  }
  same.required &&= required;
  same.declares ||= declares;
  // Alternatives without a discriminator share a reading; a list counts where all of them have one.
  same.values = same.values && values ? new Set([...same.values, ...values]) : undefined;
}

function sameCondition(a: Condition | undefined, b: Condition | undefined): boolean {
  return a?.tag.path.join('\0') === b?.tag.path.join('\0') && a?.tag.values.join('\0') === b?.tag.values.join('\0');
}

function link(place: Place): void {
  for (const [name, child] of place.children) {
    place.pending.push(...child.readings.map((reading) => ({ name, reading })));
    link(child);
  }
}
