import { asIdentity, type Identity, type IdentityPlace } from '../contract/identities.ts';
import type { Contract } from '../contract/load.ts';
import type { Json } from '../schema/json.ts';
import { fromPointer, hasParent, withValueAt } from '../schema/pointer.ts';
import type { Scenario } from './scenario.ts';
import { fillTemplate } from './template.ts';

/**
 * Holds values for every event of one call, by JSON pointer; they are put only where the event has the parent of that
 * location. Undefined takes out what stands there.
 */
export type CallFacts = readonly (readonly [pointer: string, value: Json | undefined])[];

export interface PlannedEvent {
  /** Counts virtual milliseconds since the call began. */
  atMs: number;
  /** Holds the event's type; `event` for a contract whose events have none. */
  type: string;
  /** Holds compact JSON. */
  body: Buffer;
  /** The operation that it is of, where there are several. */
  contract?: Contract | undefined;
}

export interface PlannedCall {
  id: string;
  scenario: string;
  events: PlannedEvent[];
}

export interface CallStart {
  /** Is put where the contract's events say what they are about, in a form that it allows there, before the facts. */
  id: Identity;
  startedAt: Date;
  facts: CallFacts;
}

/** Plans the events of one call, in order, with their times. Pure: the same arguments give the same events. */
export function planCall(
  scenario: Pick<Scenario, 'name' | 'steps'>,
  contract: IdentityPlace,
  call: CallStart,
): PlannedCall {
  const id = String(identityIn(contract, call.id)?.value ?? call.id);
  const facts = locatedFacts(call.facts);
  const start = call.startedAt.getTime();
  const instants = new Map([['start', start]]);
  let atMs = 0;
  const events = scenario.steps.map(({ afterMs, mark, type, template, contract: own }): PlannedEvent => {
    atMs += afterMs;
    instants.set('now', start + atMs);
    if (mark !== undefined) instants.set(mark, start + atMs);
    const identity = identityIn(own ?? contract, call.id);
    const event = withValues(fillTemplate(template, { id, instants }), [...(identity ? [identity] : []), ...facts]);
    return { atMs, type, body: Buffer.from(JSON.stringify(event)), ...(own ? { contract: own } : {}) };
  });
  return { id, scenario: scenario.name, events };
}

/** Gives the identity of a call where the events of an operation say what they are about. */
function identityIn(contract: IdentityPlace, id: Identity): { path: string[]; value: Identity } | undefined {
  const value = contract.identity && asIdentity(contract, id);
  return contract.identity && value !== undefined ? { path: contract.identity, value } : undefined;
}

/** Puts values into an event as into those of a call. */
export function withFacts(event: Json, facts: CallFacts): Json {
  return withValues(event, locatedFacts(facts));
}

interface LocatedFact {
  path: string[];
  value: Json | undefined;
}

function locatedFacts(facts: CallFacts): LocatedFact[] {
  return facts.map(([pointer, value]) => ({ path: fromPointer(pointer), value }));
}

function withValues(event: Json, facts: readonly LocatedFact[]): Json {
  return facts.reduce(
    (filled, { path, value }) => (hasParent(filled, path) ? withValueAt(filled, path, value) : filled),
    event,
  );
}
