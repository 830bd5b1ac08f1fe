import { compileEvents } from '../contract/compile-events.ts';
import { type Identity, identitiesFor } from '../contract/identities.ts';
import { type Contract, type Contracts, methodsOf } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { PieceFault } from '../recorded/piece.ts';
import { readRecordings } from '../recorded/read.ts';
import type { EventEntry } from '../recorded/recording-entry.ts';
import type { Source } from '../recorded/sources.ts';
import { checkFacts } from '../scenario/facts.ts';
import { type CallFacts, type PlannedCall, planCall } from '../scenario/plan.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { parseJson } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import { uuidFromHex } from '../schema/uuid.ts';
import { sentence } from '../schema/validate/describe.ts';
import { deliveryJudge } from '../validator/deliveries.ts';
import { purposes, seededRandom } from './random.ts';

export interface CallsOptions {
  scenarios: readonly Scenario[];
  /** Says how a call gets one of several scenarios: in turn, or by chance. */
  choice: 'turn' | 'chance';
  contract: Contract;
  calls: number;
  seed: number;
  facts: CallFacts;
  /** Holds the virtual instant at which the first call begins; the next one begins a second later, and so on. */
  startedAt: Date;
}

/**
 * Plans calls one after the other, each when it is asked for. The same options give the same calls, identities included.
 * Throws an input error when the facts, or an identity of ours, make an event that the contract refuses.
 */
export function plannedCalls(options: CallsOptions): Iterable<PlannedCall> {
  const idOf = identitiesOfCalls(options);
  refuseInvalidEvents(options, idOf(0));
  return planLazily(options, idOf);
}

function* planLazily(options: CallsOptions, idOf: (index: number) => Identity): Generator<PlannedCall> {
  const { scenarios, choice, contract, calls, seed, facts, startedAt } = options;
  for (let index = 0; index < calls; index++) {
    const random = seededRandom(seed, index, purposes.scenario);
    const place = choice === 'turn' ? index % scenarios.length : Math.floor(random() * scenarios.length);
    const begin = new Date(startedAt.getTime() + index * 1000);
    yield planCall(scenarios[place] as Scenario, contract, { id: idOf(index), startedAt: begin, facts });
  }
}

/** Identifies calls as the contract lets it, else by short words, which then only name the calls. */
function identitiesOfCalls({ contract, seed }: CallsOptions): (index: number) => Identity {
  const word = (count: number): string => `sim-${seed}-${count}`;
  const identity = identitiesFor(contract, {
    word,
    uuid: (count) => {
      const random = seededRandom(seed, count - 1, purposes.identity);
      return uuidFromHex(Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(''));
    },
    offset: (Math.abs(seed) % 100_000) * 10_000,
    seed,
  });
  return (index) => identity?.(index + 1) ?? word(index + 1);
}

function refuseInvalidEvents({ scenarios, contract, facts, startedAt }: CallsOptions, id: Identity): void {
  const eventsWith = (given: CallFacts) =>
    scenarios
      .flatMap((scenario) => planCall(scenario, contract, { id, startedAt, facts: given }).events)
      .map(({ type, body, contract: own }) => ({ type, own, event: JSON.parse(body.toString()) as unknown }));
  const involved = new Set(scenarios.flatMap(({ steps }) => steps.map((step) => step.contract ?? contract)));
  const variants = facts.length === 0 ? [] : [...involved].flatMap((each) => each.variants);
  checkFacts(facts, { variants }, (given) => eventsWith(given).map(({ event }) => event));
  for (const { type, event, own } of eventsWith(facts)) {
    const [finding] = compileEvents(own ?? contract)(event);
    if (!finding) continue;
    throw userError('input', `the contract refuses an event of this call: ${type}: ${sentence(finding)}`, {
      hint: 'Change what --set puts into the events.',
    });
  }
}

/**
 * Gives the recorded events, in their order, each as a call of its own and byte for byte as it was recorded, JSON or not.
 * Tells `onFault` of what holds no event. Throws an input error for a source that cannot be read.
 */
export async function* recordedCalls(
  sources: readonly Source[],
  contracts: Contracts,
  onFault: (fault: PieceFault & { file: string }) => void,
): AsyncGenerator<PlannedCall> {
  const several = contracts.all.length > 1;
  const judge = several ? deliveryJudge(contracts) : undefined;
  const told = ({ bytes, header }: EventEntry) => judge?.(bytes, header);
  for await (const record of readRecordings(sources, methodsOf(contracts))) {
    if (record.kind === 'fault') {
      onFault(record);
      continue;
    }
    const event = parseJson(record.bytes.toString());
    const verdict = told(record);
    const contract = verdict?.contract ?? verdict?.nearest ?? contracts.all[0];
    const type = textAt(event, contract.typePath) ?? verdict?.contract?.operation.name ?? 'event';
    const id = textAt(event, contract.identity) ?? '-';
    const planned = { atMs: 0, type, body: record.bytes, ...(several ? { contract } : {}) };
    yield { id, scenario: record.file, events: [planned] };
  }
}

function textAt(event: unknown, path: readonly string[] | undefined): string | undefined {
  const value = path && valueAt(event, path);
  return typeof value === 'string' ? value : undefined;
}
