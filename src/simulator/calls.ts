import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
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

type IdOf = (seed: number, index: number) => string;

/** Identities by seed and place in the run: short ones, or UUIDs where a contract asks for them. */
const forms: readonly IdOf[] = [(seed, index) => `sim-${seed}-${index + 1}`, uuid];

function fittingIds({ scenarios, contract, seed, facts, startedAt }: CallsOptions): IdOf {
  const judge = compileSchema(contract.body.schema, contract.dialect);
  let why = '';
  for (const idOf of forms) {
    const events = scenarios.flatMap(
      (scenario) => planCall(scenario, contract, { id: idOf(seed, 0), startedAt, facts }).events,
    );
    const refused = events.map(({ type, body }) => ({ type, findings: judge(JSON.parse(body.toString())) }));
    const [first] = refused.filter(({ findings }) => findings.length > 0);
    if (!first) return idOf;
    const [finding] = first.findings;
    why ||= finding ? `${first.type}: ${sentence(finding)}` : '';
  }
  throw userError('input', `the contract refuses an event of this call: ${why}`, {
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
