import { basename } from 'node:path';
import { bundled } from '../contract/bundled.ts';
import { dataJudge, readDataFile } from '../contract/data-files.ts';
import { userError } from '../errors.ts';
import type { Scenario } from './scenario.ts';

/** Says which event may follow which: a state machine whose states are named by its file. */
export interface Lifecycle {
  /** Holds the state of a call before its first event. */
  start: string;
  /** Gives, by event type, or by operation where events name none, the states in which it may come, and the state that it leads to; `same` changes nothing. */
  events: Record<string, { from: string[]; to: string }>;
  /** Holds the states in which a call can be ended from outside, and the scenario that then follows; undefined where none can. */
  abort: { from: string[]; scenario: string } | undefined;
  file: string;
  /** Holds the title of the contract whose events it orders. */
  contract: string;
  /** Names the operation whose events it orders; undefined for all of the contract. */
  operation?: string | undefined;
}

/** Gives the state of a call after an event of a type; undefined where such an event is not allowed in the state. */
export function stateAfter(lifecycle: Lifecycle, state: string, type: string): string | undefined {
  const event = Object.hasOwn(lifecycle.events, type) ? lifecycle.events[type] : undefined;
  if (!event?.from.includes(state)) return undefined;
  return event.to === 'same' ? state : event.to;
}

/** Lists the event types that may come in a state. */
export function allowedIn(lifecycle: Lifecycle, state: string): string[] {
  return Object.keys(lifecycle.events).filter((type) => stateAfter(lifecycle, state, type) !== undefined);
}

/** Tells whether a call can be ended from outside while it is in a state. */
export function canAbort(lifecycle: Lifecycle, state: string): boolean {
  return lifecycle.abort?.from.includes(state) ?? false;
}

/** Tells whether a file of a scenario folder is the lifecycle, and not a scenario. */
export function isLifecycleFile(path: string): boolean {
  return /^lifecycle\.ya?ml$/.test(basename(path));
}

/** Reads a lifecycle. Throws an input error for one that names a state to which no event leads. */
export async function readLifecycle(path: string): Promise<Lifecycle> {
  const validate = await dataJudge(bundled('conformance/schemas/lifecycle.schema.json'));
  const { file, data } = await readDataFile<Omit<Lifecycle, 'file'>>(path, validate);
  const lifecycle = { ...data, abort: data.abort, file };
  const events = Object.entries(lifecycle.events);
  const states = new Set([lifecycle.start, ...events.map(([, { to }]) => to)]);
  const named = [...events, ['abort', { from: lifecycle.abort?.from ?? [] }] as const];
  for (const [name, { from }] of named) {
    const unknown = from.find((state) => state === 'same' || !states.has(state));
    if (unknown !== undefined) throw userError('input', `${file}: ${name}: no event leads to the state "${unknown}"`);
  }
  return lifecycle;
}

/** Throws an input error that names the step which the lifecycle does not allow. */
export function checkOrder(scenario: Scenario, lifecycle: Lifecycle, from = lifecycle.start): void {
  let state = from;
  for (const { type, label } of scenario.steps) {
    const next = stateAfter(lifecycle, state, type);
    if (next === undefined) {
      const hint = `Allowed there: ${allowedIn(lifecycle, state).join(', ') || 'nothing, it is final'}.`;
      throw userError('input', `${scenario.file}: ${label}: ${type} is not allowed in the state "${state}"`, { hint });
    }
    state = next;
  }
}

/** Throws an input error when the scenario that follows an abort is unknown, or not allowed from where a call can be ended. */
export function checkAbort(lifecycle: Lifecycle, scenarios: readonly Scenario[]): void {
  if (!lifecycle.abort) return;
  const { from, scenario: name } = lifecycle.abort;
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) throw userError('input', `${lifecycle.file}: abort: there is no scenario "${name}"`);
  for (const state of from) checkOrder(scenario, lifecycle, state);
}
