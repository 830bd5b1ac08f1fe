import { isObject } from '../../schema/json.ts';
import { boundedRegExp } from '../../schema/patterns.ts';
import { valueAt } from '../../schema/pointer.ts';
import type { Place, Reading } from './places.ts';
import { speakable } from './speakable.ts';

/** What one event holds that its contract does not know. Paths are general: `*` for items, `+` for names not to be printed. */
export interface Walked {
  unknown: string[][];
  undeclared: { path: string[]; value: unknown }[];
}

/** Goes through an event, marks all places that it shows, and gives what it holds beside them. */
export function walk(root: Place, event: unknown): Walked {
  const walked: Walked = { unknown: [], undeclared: [] };
  visit(root, event, [event], walked);
  return walked;
}

function visit(place: Place, value: unknown, above: unknown[], walked: Walked): void {
  const readings = place.readings.filter((reading) => holds(reading, above));
  for (const reading of readings) reading.seen ||= chosen(reading, above);
  if (typeof value !== 'object' || value === null) checkValue(place, readings, value, walked);
  else if (Array.isArray(value)) visitItems(place, value, above, walked);
  else visitProperties(place, readings, value as Record<string, unknown>, above, walked);
}

function enter(child: Place, value: unknown, above: unknown[], walked: Walked): void {
  above.push(value);
  visit(child, value, above, walked);
  above.pop();
}

/** `above` holds the event and what was gone through since, the place's own parent last. */
function holds({ condition }: Reading, above: readonly unknown[]): boolean {
  if (!condition) return true;
  const object = above[condition.depth];
  const value = isObject(object) ? object[condition.name] : undefined;
  return typeof value !== 'string' || condition.values.has(value) || !condition.known.has(value);
}

/** Stricter than `holds`: what stands beside a discriminator that is missing or unheard of shows nothing of the contract. */
function chosen({ condition }: Reading, above: readonly unknown[]): boolean {
  if (!condition) return true;
  const object = above[condition.depth];
  const value = isObject(object) ? object[condition.name] : undefined;
  return typeof value === 'string' && condition.values.has(value);
}

function checkValue(place: Place, readings: readonly Reading[], value: unknown, walked: Walked): void {
  const closed = readings.filter(({ values }) => values);
  if (closed.length === 0) return;
  const json = JSON.stringify(value);
  let declared = closed.length < readings.length;
  for (const { values, seenValues } of closed) {
    if (!values?.has(json)) continue;
    seenValues.add(json);
    declared = true;
  }
  if (!declared) walked.undeclared.push({ path: place.path, value });
}

function visitItems(place: Place, items: readonly unknown[], above: unknown[], walked: Walked): void {
  const any = place.children.get('*');
  for (const [index, item] of items.entries()) {
    const child = place.children.get(String(index)) ?? any;
    if (child) enter(child, item, above, walked);
  }
}

function visitProperties(
  place: Place,
  readings: readonly Reading[],
  object: Record<string, unknown>,
  above: unknown[],
  walked: Walked,
): void {
  for (const [name, value] of Object.entries(object)) {
    const child = place.children.get(name);
    if (child?.readings.some((reading) => holds(reading, above))) enter(child, value, above, walked);
    else visitOther(place, readings, name, value, above, walked);
  }
  if (place.pending.length > 0) showApplicable(place, above);
}

function visitOther(
  place: Place,
  readings: readonly Reading[],
  name: string,
  value: unknown,
  above: unknown[],
  walked: Walked,
): void {
  const any = place.children.get('+');
  if (any) enter(any, value, above, walked);
  else if (readings.some((reading) => reading.declares) && !readings.some((reading) => allowsBy(reading, name)))
    walked.unknown.push([...place.path, speakable(name) ? name : '+']);
}

/** A name that a pattern expects is known; a closed object refuses others, which the validator tells. */
function allowsBy({ schema }: Reading, name: string): boolean {
  if (schema.additionalProperties === false || isObject(schema.additionalProperties)) return true;
  return Object.keys(schema.patternProperties ?? {}).some((pattern) => boundedRegExp(pattern, 'u').test(name));
}

/** A property that could have been there counts as never seen if it never is. */
function showApplicable(place: Place, above: readonly unknown[]): void {
  place.pending = place.pending.filter(({ reading }) => {
    if (!chosen(reading, above)) return true;
    reading.applicable = true;
    return false;
  });
}

/** A place of an event in general terms: `/list/3/name` is `['list', '*', 'name']`. */
export function generalPath(root: Place, event: unknown, tokens: readonly string[]): string[] {
  const path: string[] = [];
  let place: Place | undefined = root;
  for (const [at, token] of tokens.entries()) {
    const list = Array.isArray(valueAt(event, tokens.slice(0, at)));
    const own: string = list ? '*' : place?.children.has(token) || speakable(token) ? token : '+';
    const next: Place | undefined = place?.children.get(token) ?? place?.children.get(list ? '*' : '+');
    // A list's own numbers are no names.
    path.push(!list && next && !place?.children.has(token) ? '+' : own);
    place = next;
  }
  return path;
}
