import type { Contract } from '../../contract/load.ts';
import type { ExchangeRequest } from '../../exchange.ts';
import type { CaseResult, Status } from '../../report.ts';
import type { Keys } from '../../signature/keys.ts';
import { eventValidator } from '../../validator/event.ts';
import { type Case, oneStep, plainSend } from '../cases/case.ts';
import type { Target } from '../targets/target.ts';
import { togetherChecks } from './aggregate-checks.ts';
import { contradiction, inapplicable, needsControl, spoilable } from './applicable.ts';
import { deliverThroughKills } from './crash-restart.ts';
import { type Delivery, deliverStep } from './deliver.ts';
import {
  awaitEffects,
  type ExpectedEffects,
  effectsFault,
  effectsSummary,
  expectedEffects,
} from './effects/expected.ts';
import { type EffectsLog, fingerprintOf } from './effects/log.ts';
import { shownExchanges } from './exchanges.ts';
import { type Judgement, judge } from './judge.ts';
import { judgeDeliveries } from './judge-deliveries.ts';
import { keyScrubber, scrubbed, scrubber } from './redact.ts';
import { reproduction } from './reproduce.ts';
import { type RequestMaker, requestMakers } from './request.ts';
import { exchangePatiently } from './retry.ts';

export interface RunOptions {
  contract: Contract;
  keys: Keys;
  /** A legal event, sent before each case that asks for a refusal. */
  control: Buffer;
  timeoutMs: number;
  /** What 95 of 100 acknowledgements should come within, in milliseconds. */
  budgetMs: number;
  /** Where the receiver tells what it did with events; cases about that do not apply without it. */
  effects?: EffectsLog;
}

export interface CaseRunner {
  run(each: Case): Promise<CaseResult>;
  /** Looks at the effects log once more, when all is done; gives what became wrong since, by case id. */
  audit(): Promise<Map<string, string>>;
}

/** A good event that was sent to see whether it is accepted. */
interface Control {
  request: ExchangeRequest;
  delivery: Delivery;
  judged: Judgement;
  /** Why it was not accepted. */
  fault?: string;
}

/** Runs single cases against one target; what they share is prepared once. */
export function caseRunner(target: Target, options: RunOptions): CaseRunner {
  const { contract, keys, effects, timeoutMs } = options;
  const validate = eventValidator(contract);
  const makers = requestMakers(contract, keys, target.url);
  const controlSend = plainSend(options.control, contract.operation.method.toUpperCase());
  const [controlStep] = oneStep(controlSend, 'accepted').steps;
  const awaited = new Map<string, ExpectedEffects>();
  // A key may stand in the command that starts the receiver, or in its address.
  const clean = keyScrubber(keys);

  /** A good event on a new connection; `fault` says why it was not accepted. */
  const control = async (): Promise<Control> => {
    const request = makers()(controlSend);
    const { outcome, note } = await exchangePatiently(target, request, { timeoutMs, fresh: true });
    const judged = judge('accepted', scrubbed(outcome, scrubber(request, contract, keys)), contract.statuses);
    const delivery = { step: controlStep, request, outcome, note, durationMs: 0 };
    return { request, delivery, judged, ...(judged.holds ? {} : { fault: judged.why }) };
  };

  const deliverAll = async (each: Case, make: RequestMaker): Promise<Delivery[] | string> => {
    const planned = each.steps.map((step) => ({
      step,
      requests: Array.from({ length: step.times }, () => make(step.send)),
    }));
    for (const { step, requests } of planned) {
      const misjudged = requests[0] && contradiction(step.send, requests[0], validate);
      if (misjudged) return misjudged;
    }
    const all: Delivery[] = [];
    for (const { step, requests } of planned)
      all.push(...(await deliverStep(target, step, requests, timeoutMs, each.alone)));
    return all;
  };

  const checkAfterwards = async (each: Case, deliveries: readonly Delivery[]): Promise<Partial<Judgement>> => {
    for (const name of each.together) {
      const seen = togetherChecks[name]?.(deliveries, options);
      if (seen && (!seen.holds || each.level === 'OBSERVE')) return { ...seen, why: seen.actual };
    }
    if (each.steps.some(({ expect }) => expect === 'alive' || expect === 'accepted-or-busy')) {
      const { fault } = await control();
      if (fault !== undefined)
        return { holds: false, why: `the next good event was not accepted: ${fault}`, grave: true };
    }
    const fault = each.effects && effects ? await checkEffects(each, deliveries, effects) : undefined;
    return fault === undefined ? {} : { holds: false, expected: effectsExpectation, actual: fault, why: fault };
  };

  const checkEffects = async (
    each: Case,
    deliveries: readonly Delivery[],
    log: EffectsLog,
  ): Promise<string | undefined> => {
    const expected = expectedEffects(deliveries);
    const { request, fault } = await control();
    if (fault !== undefined) return `the next good event was not accepted: ${fault}`;
    const barrier = fingerprintOf(request.body ?? Buffer.alloc(0));
    if (each.level !== 'OBSERVE') {
      awaited.set(each.id, expected);
      return awaitEffects(log, expected, barrier, timeoutMs);
    }
    // What is only observed is awaited no longer than the event after it.
    await awaitEffects(log, new Map([[barrier, 1]]), barrier, timeoutMs);
    return effectsSummary(await log.counts(), expected);
  };

  const audit = async (): Promise<Map<string, string>> => {
    const faults = new Map<string, string>();
    if (!effects || awaited.size === 0) return faults;
    const counts = await effects.counts();
    for (const [id, expected] of awaited) {
      // What is missing now was there before: a receiver that keeps its log in memory was started again.
      const fault = effectsFault(counts, expected, 'too often');
      if (fault) faults.set(id, `at the end of the run, ${fault}`);
    }
    return faults;
  };

  const run = async (each: Case): Promise<CaseResult> => {
    const start = performance.now();
    const result = (status: Status, judged: Partial<Judgement>, deliveries: readonly Delivery[] = []): CaseResult => {
      const { id, title, group, level, requirement } = each;
      const { expected = '', actual = '', why = '' } = judged;
      const sent = status === 'BLOCKED' ? undefined : deliveries[0]?.request;
      const reproduce = clean(reproduction(each, sent, target, contract.security[0] ?? []));
      const durationMs = Math.round((performance.now() - start) * 10) / 10;
      const exchanges = shownExchanges(deliveries, judged.at, contract, keys);
      return { id, title, group, level, status, requirement, expected, actual, why, reproduce, durationMs, exchanges };
    };

    const reason = inapplicable(each, { effects: effects !== undefined, revival: target.revive !== undefined });
    if (reason !== undefined) return result('NOT-APPLICABLE', { why: reason });
    if (!spoilable(each, keys)) return result('NOT-APPLICABLE', { why: 'these keys cannot be spoilt in this way' });
    if (needsControl(each)) {
      const { fault, delivery, judged } = await control();
      const why = `a good event was not accepted before it: ${fault}`;
      if (fault !== undefined) return result('BLOCKED', { ...judged, why }, [delivery]);
    }
    const delivered = each.kill
      ? await deliverThroughKills(target, each, makers(), timeoutMs)
      : await deliverAll(each, makers());
    if (typeof delivered === 'string') return result('ERROR', { why: delivered });
    const judged = judgeDeliveries(delivered, contract, keys);
    const all = judged.holds ? { ...judged, ...(await checkAfterwards(each, delivered)) } : judged;
    return result(statusOf(each, all), all, delivered);
  };
  return { run, audit };
}

const effectsExpectation = 'exactly one effect for each accepted event, and none for others';

function statusOf({ level }: Case, { holds, grave }: Judgement): Status {
  if (level === 'OBSERVE') return 'OBSERVED';
  if (holds) return 'PASS';
  return level === 'MUST' || grave ? 'FAIL' : 'WARN';
}
