import type { Contract, Contracts } from '../contract/load.ts';
import { isUserError } from '../errors.ts';
import { type MadeEvent, madeOrShownEvents, noExample } from './examples.ts';
import { type Scenario, stepLabel } from './scenario.ts';

/**
 * Makes the scenario of a document that has none: the fullest valid sample of every event type, or of every variant where
 * there are no types, a second apart. Throws an input error when no valid sample can be made at all; of several operations those
 * without one are left out, which the notes say.
 */
export function everyEvent({ all, source }: Contracts, notes: string[]): Scenario {
  const [first, another] = all;
  const made = all.flatMap((contract) => {
    const events = another ? eventsOrNote(contract, notes) : madeOrShownEvents(contract);
    const name = another ? contract.operation.name : 'event';
    return events.map(({ type = name, event: template }) => ({ type, template, ...(another ? { contract } : {}) }));
  });
  const steps = made.map(({ type, ...step }, index) => {
    const label = stepLabel({ event: type }, index);
    return { afterMs: index === 0 ? 0 : 1000, mark: undefined, type, label, ...step };
  });
  if (steps.length === 0) throw noExample(first, ownScenarioHint);
  return { ...madeScenario, steps, file: source };
}

const ownScenarioHint = 'Write a scenario of your own; conformance/README.md tells how.';

/** Holds what is known of it before any event is made. */
export const madeScenario = {
  ...{ name: 'every-event', title: 'Every event that the contract knows, once' },
  ...{ digits: undefined, isDefault: true },
};

/** Lists the kinds of events of a contract as its made scenario names them, each once. Throws an input error where there is none. */
export function everyKind({ all }: Contracts): string[] {
  const [first, another] = all;
  const kinds = all.flatMap((contract) => (another ? kindsOrNone(contract) : kindsOf(contract, 'event')));
  if (kinds.length === 0) throw noExample(first, ownScenarioHint);
  return [...new Set(kinds)];
}

function kindsOf({ typePath, eventTypes, variants }: Contract, name: string): readonly string[] {
  return typePath && eventTypes.length > 0 ? eventTypes : variants.map(() => name);
}

/** Lists the kinds of one of several operations; of one that no event meets none. */
function kindsOrNone(contract: Contract): readonly string[] {
  try {
    return kindsOf(contract, contract.operation.name);
  } catch (error) {
    if (!isUserError(error)) throw error;
    return [];
  }
}

function eventsOrNote(contract: Contract, notes: string[]): MadeEvent[] {
  try {
    const events = madeOrShownEvents(contract);
    if (events.length > 0) return events;
    throw noExample(contract);
  } catch (error) {
    if (!isUserError(error)) throw error;
    notes.push(`events of ${contract.operation.name} are left out: ${error.message}`);
    return [];
  }
}
