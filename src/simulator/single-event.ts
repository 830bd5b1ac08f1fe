import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { exampleEvent } from '../scenario/examples.ts';
import { checkFacts } from '../scenario/facts.ts';
import { type CallFacts, planCall, withFacts } from '../scenario/plan.ts';
import { type Json, parseJson } from '../schema/json.ts';
import { sentence } from '../schema/validate/describe.ts';
import { eventValidator, parseBody } from '../validator/event.ts';

/** Says which event is to be sent. */
interface EventChoice {
  /** Names its type; undefined where the contract's events have none, and for data. */
  type: string | undefined;
  /** Is sent in place of an example, byte for byte where no facts change it. */
  data: Buffer | undefined;
  facts: CallFacts;
  /** Says that what names the event names no operation, which says more than what one of them misses in it. */
  unknown?: Finding | undefined;
}

/** Holds an event on its way. */
interface SingleEvent {
  body: Buffer;
  /** Says why the contract refuses it, which only one that the user brought may be; undefined for a valid one. */
  finding: Finding | undefined;
}

/**
 * Makes one event, with an identity of its own, or takes the user's. Throws a usage error for a fact that has no location in
 * it, and an input error where no valid event can be made.
 */
export async function singleEvent(
  contract: Contract,
  { type, data, facts, unknown }: EventChoice,
): Promise<SingleEvent> {
  const bodyWith = data ? dataChanger(data, facts) : await exampleMaker(contract, type);
  checkFacts(facts, contract, (given) => [parseJson(bodyWith(given).toString())]);
  const body = bodyWith(facts);
  const [finding] = eventValidator(contract)(body).findings;
  if (finding && !data)
    throw userError('input', `the contract refuses the event: ${sentence(finding)}`, {
      hint: 'Change what is set in it, or give the whole event as data, which is sent as it is.',
    });
  return { body, finding: unknown ?? finding };
}

/** Puts facts into the user's event, for its operation to be told by them, too. */
export function withFactsSet(data: Buffer | undefined, facts: CallFacts): Buffer | undefined {
  return data && dataChanger(data, facts)(facts);
}

async function exampleMaker(contract: Contract, type: string | undefined): Promise<(facts: CallFacts) => Buffer> {
  const step = {
    afterMs: 0,
    mark: undefined,
    type: type ?? 'event',
    label: '',
    template: await exampleEvent(contract, type),
  };
  const call = { id: randomUUID(), startedAt: new Date() };
  return (facts) => {
    const [event] = planCall({ name: step.type, steps: [step] }, contract, { ...call, facts }).events;
    return event?.body ?? Buffer.alloc(0);
  };
}

/** Makes what puts facts into the user's event; where there are none, its bytes stay as they are. */
function dataChanger(data: Buffer, facts: CallFacts): (facts: CallFacts) => Buffer {
  if (facts.length === 0) return () => data;
  const parsed = parseBody(data);
  if (!parsed.ok) throw userError('input', `nothing can be set in the event: it ${parsed.finding.message}`);
  return (given) => Buffer.from(JSON.stringify(withFacts(parsed.value as Json, given)));
}
