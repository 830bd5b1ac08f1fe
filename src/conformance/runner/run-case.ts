import type { Contract } from '../../contract/load.ts';
import { addressOf } from '../../delivery/parameters.ts';
import type { EffectsLog } from '../../effects/log.ts';
import type { BadEvents, CaseResult, Status } from '../../report.ts';
import type { Keys } from '../../signature/keys.ts';
import { keySecrets, type Secret } from '../../signature/secrets.ts';
import { type EventVerdict, eventValidator } from '../../validator/event.ts';
import { badEventsOf, owingBadEvents } from '../cases/bad-events.ts';
import { type Case, eventStep, type Step } from '../cases/case.ts';
import type { Target } from '../targets/target.ts';
import { inapplicable, unspoilable } from './applicable.ts';
import { deliverThroughKills } from './crash-restart.ts';
import { type Delivery, deliverCase, exchangeWithRetries } from './deliver.ts';
import { type EffectsFault, effectsChecker } from './effects/check-effects.ts';
import { reportedExchanges } from './evidence/exchanges.ts';
import { keyRedactor, withoutQueryValues } from './evidence/redact.ts';
import { reproduction } from './evidence/reproduce.ts';
import { type RequestMaker, requestMakers } from './make-request.ts';
import { aggregateChecks } from './verdict/checks.ts';
import { type Judgement, judgeDeliveries, judgeStatus } from './verdict/judge.ts';

/** Says what cases are run with. */
export interface RunOptions {
  contract: Contract;
  keys: Keys;
  /** A valid event, sent before each case that asks for a refusal. */
  control: Buffer;
  /** The same for further operations, whose cases name them. */
  controls?: ReadonlyMap<Contract, Buffer>;
  timeoutMs: number;
  /** Bounds what 95 of 100 acknowledgements should come within, in milliseconds. */
  budgetMs: number;
  /** Says what a bad event is owed; what its operation documents, where nothing is said. */
  badEvents?: BadEvents | undefined;
  /** Reads what the receiver did with events; cases about that do not apply without it. */
  effects?: EffectsLog | undefined;
}

interface RunContext extends Omit<RunOptions, 'effects'> {
  target: Target;
  secrets: readonly Secret[];
  newRequestMaker(): RequestMaker;
  validate(bytes: Buffer): EventVerdict;
  givesIdentities: boolean;
  controlStep: Step;
  effects: ReturnType<typeof effectsChecker> | undefined;
}

/** Makes a runner of cases; `audit` gives what the effects log shows to be wrong since, by case id. */
export function caseRunner(target: Target, options: RunOptions) {
  const { contract: main, timeoutMs } = options;
  const effects = options.effects && effectsChecker(options.effects, timeoutMs, main.operation.method.toUpperCase());
  const contexts = new Map<Contract, RunContext>();
  const contextOf = (contract: Contract): RunContext => {
    const known = contexts.get(contract) ?? newContext(contract, { target, options, effects });
    contexts.set(contract, known);
    return known;
  };
  contextOf(main);
  return {
    run(each: Case): Promise<CaseResult> {
      const contract = each.contract ?? main;
      return runCase(owingBadEvents(each, options.badEvents ?? badEventsOf(contract)), contextOf(contract));
    },
    audit: async (): Promise<Map<string, EffectsFault>> => (await effects?.audit()) ?? new Map(),
  };
}

function newContext(
  contract: Contract,
  { target, options, effects }: { target: Target; options: RunOptions; effects: RunContext['effects'] },
): RunContext {
  const control = options.controls?.get(contract) ?? options.control;
  return {
    ...options,
    ...{ contract, control, target, effects },
    secrets: keySecrets(options.keys),
    newRequestMaker: requestMakers(contract, options.keys, addressOf(target.url, contract, options.contract)),
    validate: eventValidator(contract),
    givesIdentities: contract.identity !== undefined,
    controlStep: eventStep({ body: control, isValid: true }, contract),
  };
}

interface JudgedCase {
  status: Status;
  judgement: Partial<Judgement>;
  deliveries: readonly Delivery[];
}

async function runCase(each: Case, context: RunContext): Promise<CaseResult> {
  const start = performance.now();
  const { status, judgement, deliveries } = await judgeCase(each, context);
  const { target, contract, keys } = context;
  const { id, title, group, level, requirement } = each;
  const { expected = '', actual = '', why = '', at } = judgement;
  const sent = status === 'BLOCKED' ? undefined : deliveries[0]?.request;
  // A key may stand in the command that starts the receiver, or in its address.
  const reproduce = keyRedactor(keys)(reproduction(each, sent, target, { contract, keys }));
  const durationMs = Math.round((performance.now() - start) * 10) / 10;
  // Of thousands of cases most pass, and nobody looks at what they sent.
  const exchanges = status === 'PASS' ? [] : reportedExchanges(deliveries, at, contract, keys);
  const names = { id, title, group, level, status, requirement };
  return withoutQueryValues({ ...names, expected, actual, why, reproduce, durationMs, exchanges }, target.url);
}

async function judgeCase(each: Case, context: RunContext): Promise<JudgedCase> {
  const { target, contract, keys, secrets, effects } = context;
  const reason =
    inapplicable(each, { effects: effects !== undefined, revival: target.revive !== undefined }) ??
    unspoilable(each, keys);
  if (reason !== undefined) return { status: 'NOT-APPLICABLE', judgement: { why: reason }, deliveries: [] };
  // A case that asks for acceptance is its own control, and one that is only observed needs none.
  if (each.level !== 'OBSERVE' && each.steps.some(({ expect }) => expect !== 'accepted')) {
    const { delivery, judgement } = await sendControl(context);
    const why = `a good event was not accepted before it: ${judgement.why}`;
    if (!judgement.holds) return { status: 'BLOCKED', judgement: { ...judgement, why }, deliveries: [delivery] };
  }
  const deliveries = await deliver(each, context);
  if (deliveries === undefined)
    return { status: 'PASS', judgement: { actual: 'it does not start without keys' }, deliveries: [] };
  if (typeof deliveries === 'string') return { status: 'ERROR', judgement: { why: deliveries }, deliveries: [] };
  const judged = judgeDeliveries(deliveries, { contract, keys, secrets, url: target.url });
  const judgement = { ...judged, ...(await checkNextEvent(each, judged, context)) };
  if (judgement.holds) Object.assign(judgement, await checkAfterwards(each, deliveries, context));
  else if (statusOf(each, judgement) === 'WARN') {
    // What only warns may still have done what nothing excuses.
    const fault = await checkEffects(each, deliveries, context);
    if (fault.grave) Object.assign(judgement, fault);
  }
  const died = deliveries.some(({ outcome }) => outcome.kind === 'died');
  return { status: died ? 'FAIL' : statusOf(each, judgement), judgement, deliveries };
}

/** Delivers a case as it is planned; undefined where a receiver without keys does not even start. */
async function deliver(each: Case, context: RunContext): Promise<Delivery[] | string | undefined> {
  const { target, newRequestMaker, timeoutMs } = context;
  if (each.kill) return deliverThroughKills(target, each, newRequestMaker(), timeoutMs);
  if (!each.withoutKeys) return deliverCase(target, each, context);
  const keyless = await target.withoutKeys?.();
  try {
    return keyless && (await deliverCase(keyless, each, context));
  } finally {
    await keyless?.close();
  }
}

async function sendControl(context: RunContext): Promise<{ delivery: Delivery; judgement: Judgement }> {
  const { target, timeoutMs, controlStep: step } = context;
  const request = context.newRequestMaker()(step.send);
  const delivery = { step, request, ...(await exchangeWithRetries(target, request, { timeoutMs, fresh: true })) };
  return { delivery, judgement: judgeStatus(delivery, context) };
}

/** Checks that a receiver takes the next good event after one that might have harmed it. */
async function checkNextEvent(
  { steps }: Case,
  { holds, grave = false }: Judgement,
  context: RunContext,
): Promise<Partial<Judgement>> {
  const mayHarm = ({ expect, isHostile }: Step): boolean =>
    isHostile === true || expect === 'survived' || (holds && (expect === 'alive' || expect === 'accepted-or-busy'));
  if (grave || !steps.some(mayHarm)) return {};
  const { judgement } = await sendControl(context);
  return judgement.holds ? {} : { holds: false, why: nextRefused(judgement), grave: true };
}

/** Checks what shows only once every delivery is answered: all answers together, effects. */
async function checkAfterwards(
  each: Case,
  deliveries: readonly Delivery[],
  context: RunContext,
): Promise<Partial<Judgement>> {
  for (const name of each.together) {
    const seen = aggregateChecks[name]?.(deliveries, context);
    if (seen && (!seen.holds || each.level === 'OBSERVE')) return { ...seen, why: seen.actual };
  }
  return checkEffects(each, deliveries, context);
}

/** Checks the effects of a case that has any to check; gives what is wrong with them, or nothing. */
async function checkEffects(
  each: Case,
  deliveries: readonly Delivery[],
  context: RunContext,
): Promise<Partial<Judgement>> {
  const isAcknowledgedOnly = each.steps.some(({ expect }) => expect === 'acknowledged');
  const hasEffects = each.effects || isAcknowledgedOnly || each.steps.some(({ expect }) => expect === 'ignored');
  if (!hasEffects || !context.effects) return {};
  const { delivery, judgement } = await sendControl(context);
  const fault = judgement.holds
    ? await context.effects.check(each, deliveries, delivery.request.body ?? Buffer.alloc(0))
    : { why: nextRefused(judgement), grave: isAcknowledgedOnly };
  if (fault === undefined) return {};
  const expected = 'exactly one effect for each accepted event, and none for others';
  return { holds: false, expected, actual: fault.why, ...fault };
}

function nextRefused({ why }: Judgement): string {
  return `the next good event was not accepted: ${why}`;
}

function statusOf({ level }: Case, { holds, grave, mild }: Judgement): Status {
  if (level === 'OBSERVE') return 'OBSERVED';
  if (holds) return 'PASS';
  return grave || (level === 'MUST' && !mild) ? 'FAIL' : 'WARN';
}
