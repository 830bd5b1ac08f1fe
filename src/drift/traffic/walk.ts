import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import { boundedRegExp } from '../../schema/validate/patterns.ts';
import type { EventLocation, LocationReading } from './locations.ts';
import { isPrintableName } from './printable-words.ts';

/** Holds what one event has that its contract does not know. Paths are general: `*` for items, `+` for names not to be printed. */
export interface WalkedEvent {
  unknown: string[][];
  undeclared: { path: string[]; value: unknown }[];
}

/** Goes through an event, marks all locations that it shows, and gives what it holds beside them. */
export function walkEvent(root: EventLocation, event: unknown): WalkedEvent {
  const walked: WalkedEvent = { unknown: [], undeclared: [] };
  visitValue(root, event, [], walked);
  return walked;
}

/** `parents` holds the values around this one, the event first. */
function visitValue(location: EventLocation, value: unknown, parents: unknown[], walked: WalkedEvent): void {
  parents.push(value);
  const readings = location.readings.filter((reading) => mayHold(reading, parents));
  for (const reading of readings) reading.seen ||= isReadingChosen(reading, parents);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const child = location.children.get(String(index)) ?? location.children.get('*');
      if (child) visitValue(child, item, parents, walked);
    }
  } else if (isObject(value)) {
    for (const [name, property] of Object.entries(value)) {
      const child = location.children.get(name);
      const declared = child?.readings.some((reading) => mayHold(reading, parents)) ? child : undefined;
      const next = declared ?? location.children.get('+');
      if (next) visitValue(next, property, parents, walked);
      else if (isNews(readings, name)) walked.unknown.push([...location.path, isPrintableName(name) ? name : '+']);
    }
    for (const child of location.children.values())
      for (const reading of child.readings) reading.applicable ||= isReadingChosen(reading, parents);
  } else markValue(location, readings, value, walked);
  parents.pop();
}

/** Finds the value of the discriminator that a reading is conditional on; undefined where it is missing or no text. */
function discriminating({ condition }: LocationReading, parents: readonly unknown[]): string | undefined {
  const value = condition && valueAt(parents[condition.path.length - 1], condition.path.slice(-1));
  return typeof value === 'string' ? value : undefined;
}

/** Tells whether a reading may hold: a discriminator that is missing or unheard of rules nothing out. */
function mayHold(reading: LocationReading, parents: readonly unknown[]): boolean {
  const { condition } = reading;
  const value = discriminating(reading, parents);
  return !condition || value === undefined || condition.values.has(value) || !condition.known.has(value);
}

/** Tells whether a reading holds: what stands beside an unheard-of discriminator shows nothing of the contract. */
function isReadingChosen(reading: LocationReading, parents: readonly unknown[]): boolean {
  const value = discriminating(reading, parents);
  return !reading.condition || (value !== undefined && reading.condition.values.has(value));
}

function markValue(
  { path }: EventLocation,
  readings: readonly LocationReading[],
  value: unknown,
  walked: WalkedEvent,
): void {
  const json = JSON.stringify(value);
  const taking = readings.filter(({ values }) => values === undefined || values.has(json));
  for (const { values, seenValues } of taking) if (values) seenValues.add(json);
  if (readings.length > 0 && taking.length === 0) walked.undeclared.push({ path, value });
}

/** Tells whether a name is news. One that a pattern expects is known; that a closed object refuses it, the validator tells. */
function isNews(readings: readonly LocationReading[], name: string): boolean {
  const expects = ({ schema: { additionalProperties, patternProperties = {} } }: LocationReading): boolean =>
    additionalProperties === false ||
    isObject(additionalProperties) ||
    Object.keys(patternProperties).some((pattern) => boundedRegExp(pattern, 'u').test(name));
  return readings.some(({ declares }) => declares) && !readings.some(expects);
}

/** Gives a path of an event in general terms: `/list/3/name` is `['list', '*', 'name']`. */
export function generalPath(root: EventLocation, event: unknown, tokens: readonly string[]): string[] {
  let location: EventLocation | undefined = root;
  return tokens.map((token, index) => {
    const isItem = Array.isArray(valueAt(event, tokens.slice(0, index)));
    const known: EventLocation | undefined = location?.children.get(token);
    const other: EventLocation | undefined = location?.children.get(isItem ? '*' : '+');
    location = known ?? other;
    if (isItem) return '*';
    return known || (!other && isPrintableName(token)) ? token : '+';
  });
}
