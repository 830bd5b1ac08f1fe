import { type Identity, identitiesFor } from '../contract/identities.ts';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { Scenario } from '../scenario/model.ts';
import { type Facts, type PlannedCall, planCall } from '../scenario/plan.ts';
import { compileSchema } from '../schema/compile.ts';
import { sentence } from '../schema/describe.ts';
import { chance } from './chance.ts';

export interface CallsOptions {
  scenarios: readonly Scenario[];
  /** How a call gets one of several scenarios: in turn, or by chance. */
  choice: 'turn' | 'chance';
  contract: Contract;
  calls: number;
  seed: number;
  facts: Facts;
  /** The virtual instant at which the first call begins; the next one begins a second later, and so on. */
  startedAt: Date;
}

/**
 * Plans calls one after the other, each when it is asked for. The same options give the same calls, identities included.
 * Throws an input error when the facts, or an identity of ours, make an event that the contract refuses.
 */
export function plannedCalls(options: CallsOptions): Iterable<PlannedCall> {
  const idOf = fittingIds(options);
  return planned(options, idOf);
}

function* planned(options: CallsOptions, idOf: IdOf): Generator<PlannedCall> {
  const { scenarios, choice, contract, calls, seed, facts, startedAt } = options;
  for (let index = 0; index < calls; index++) {
    const place = choice === 'turn' ? index % scenarios.length : chosen(seed, index, scenarios.length);
    const scenario = scenarios[place] as Scenario;
    const begin = new Date(startedAt.getTime() + index * 1000);
    yield planCall(scenario, contract, { id: idOf(seed, index), startedAt: begin, facts });
  }
}

function chosen(seed: number, index: number, count: number): number {
  return Math.floor(chance(seed, index, purpose.scenario)() * count);
}

const purpose = { scenario: 1, identity: 2 };

type IdOf = (seed: number, index: number) => Identity;

/**
 * Chooses how calls are identified: as the contract lets it, else by short words, which then only name the calls. Throws an
 * input error when an event that is made so is refused.
 */
function fittingIds({ scenarios, contract, seed, facts, startedAt }: CallsOptions): IdOf {
  const word = (count: number): string => `sim-${seed}-${count}`;
  const form = identitiesFor(contract, {
    word,
    uuid: (count) => uuid(seed, count - 1),
    offset: (Math.abs(seed) % 100_000) * 10_000,
    seed,
  });
  const idOf: IdOf = (_, index) => form?.(index + 1) ?? word(index + 1);
  const validate = compileSchema(contract.body.schema, contract.dialect);
  for (const scenario of scenarios) {
    for (const { type, body } of planCall(scenario, contract, { id: idOf(seed, 0), startedAt, facts }).events) {
      const [finding] = validate(JSON.parse(body.toString()));
      if (finding) throw refusedEvent(type, finding);
    }
  }
  return idOf;
}

function refusedEvent(type: string, finding: Finding): Error {
  return userError('input', `the contract refuses an event of this call: ${type}: ${sentence(finding)}`, {
    hint: 'Change what --set puts into the events.',
  });
}

/** A version 4 UUID (RFC 9562, 5.4) that is not random. */
function uuid(seed: number, index: number): string {
  const random = chance(seed, index, purpose.identity);
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '8';
  const text = hex.join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
