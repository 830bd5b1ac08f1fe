import { asIdentity, type Identity, type IdentityPlace } from '../contract/identities.ts';
import type { Json } from '../schema/json.ts';
import { fromPointer } from '../schema/pointer.ts';
import type { Scenario, ScenarioStep } from './model.ts';
import { putAt } from './places.ts';
import type { Moment } from './words.ts';

/**
 * Values put into every event of one call, by pointer; only where the event has the parent of that place. Undefined takes
 * out what stands there.
 */
export type Facts = readonly (readonly [pointer: string, value: Json | undefined])[];

export interface PlannedEvent {
  /** Virtual milliseconds since the call began. */
  atMs: number;
  /** The event's type; `event` for a contract whose events have none. */
  type: string;
  /** Compact JSON. */
  body: Buffer;
}

export interface PlannedCall {
  id: string;
  scenario: string;
  events: PlannedEvent[];
}

export interface CallStart {
  /** Put where the contract's events say what they are about, in a form that it allows there, before the facts. */
  id: Identity;
  startedAt: Date;
  facts: Facts;
}

/** The events of one call, in order, with their times. Pure: the same for the same arguments. */
export function planCall(scenario: Scenario, contract: IdentityPlace, call: CallStart): PlannedCall {
  const identity = contract.identity && asIdentity(contract, call.id);
  const own: Place[] = contract.identity && identity !== undefined ? [[contract.identity, identity]] : [];
  const id = String(identity ?? call.id);
  const places = [...own, ...call.facts.map(([pointer, value]): Place => [fromPointer(pointer), value])];
  const start = call.startedAt.getTime();
  const instants = new Map([['start', start]]);
  let atMs = 0;
  const events = scenario.steps.map((step): PlannedEvent => {
    atMs += step.afterMs;
    instants.set('now', start + atMs);
    if (step.mark !== undefined) instants.set(step.mark, start + atMs);
    return { atMs, type: step.type, body: bodyOf(step, { id, instants }, places) };
  });
  return { id, scenario: scenario.name, events };
}

type Place = readonly [path: readonly string[], value: Json | undefined];

/** The text is parsed anew for each event: that is the fastest copy, and only the copy is changed. */
function bodyOf({ text, holes }: ScenarioStep, moment: Moment, places: readonly Place[]): Buffer {
  const event: unknown = JSON.parse(text);
  for (const { path, word } of holes) putAt(event, path, word(moment));
  for (const [path, value] of places) putAt(event, path, value);
  return Buffer.from(JSON.stringify(event));
}
