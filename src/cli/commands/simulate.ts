import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Contract, type Contracts, loadContracts } from '../../contract/load.ts';
import type { DeliveryAttempt, DeliverySummary, StopReason } from '../../deliveries.ts';
import { firstAddress } from '../../delivery/parameters.ts';
import type { RetryPolicy } from '../../delivery/retry.ts';
import { longestRetryAfterMs } from '../../delivery/retry-after.ts';
import { createSender, type Sender } from '../../delivery/sender.ts';
import { effectsLog, effectsUrl } from '../../effects/log.ts';
import { isUserError, userError } from '../../errors.ts';
import { checkReachable } from '../../http-client/connections.ts';
import { printable } from '../../printable.ts';
import { shownNames } from '../../redaction/shown-names.ts';
import { simulateRenderers } from '../../reports/simulate/renderers.ts';
import { type EffectsAudit, effectsAudit } from '../../simulator/effects.ts';
import { deliveryQueues, type InjectedFaults } from '../../simulator/queues.ts';
import { simulate } from '../../simulator/simulate.ts';
import { createDeliveryTally } from '../../simulator/tally.ts';
import { type Context, hasColors, patientWriter } from '../context.ts';
import {
  addAuthOptions,
  addHandshakeOption,
  addHeaderOption,
  adviceOnDenial,
  announceKeys,
  announceNotes,
  type ContractFlags,
  choice,
  chosenKeys,
  contractOptions,
  deliveryUrl,
  milliseconds,
  wholeNumber,
} from '../options.ts';
import { progressBar } from '../progress.ts';
import { interruptibly } from '../signals.ts';
import { addTrafficOptions, listScenarios, type Traffic, type TrafficFlags, trafficOf } from '../simulate/traffic.ts';

interface Flags extends ContractFlags, TrafficFlags {
  to?: string;
  effects?: string;
  list?: true;
  speed: number;
  concurrency?: number;
  retries: number;
  backoff: number;
  duplicates: number;
  shuffle?: true;
  lostAcks: number;
  timeout: number;
  format: keyof typeof simulateRenderers;
  quiet?: true;
}

export const help = `
Examples:
  $ hookproof simulate --list                                  which calls are there, and how do they go?
  $ hookproof simulate --to http://127.0.0.1:3000/the/path     one whole call, at once
  $ hookproof simulate all --to $URL --speed 60x               each kind of call, an hour in a minute
  $ hookproof simulate mixed --to $URL --calls 10000 --duplicates 0.2 --shuffle --lost-acks 0.05 --quiet
  $ hookproof simulate all --to $URL --duplicates 0.2 --effects /effects   does each event take effect once?
  $ hookproof simulate --from recordings/ --to $URL            recorded events, byte for byte

A call keeps its order, each event waiting until the one before it was accepted; --shuffle gives that up, within a call
and across. What is not answered with 2xx within the time-out is sent again after a while, --retries times; a redirect
is a failed delivery. A receiver that says Retry-After is left alone as long as it asks, up to 60 s; one that says 410
gets nothing more, nor does one that denies the first deliveries with 401 or 403 and has accepted none. The same --seed
makes the same calls, duplicates and losses, in the same order where --concurrency is 1.
Each attempt is a line, but on a terminal where they would be more than 1000.
With --effects each event that was acknowledged must stand in the receiver's log of effects once, however often it came.
With --handshake the receiver is asked first whether its URL is its own; nothing is delivered where the answer is wrong.
Status 0: everything was accepted in the end; 1: something never was, the handshake failed, the receiver wanted no more,
or an event took effect never or twice; 3: nothing listens there; 130: interrupted.`;

export function configure(command: Command, context: Context): void {
  addHeaderOption(addHandshakeOption(addAuthOptions(addTrafficOptions(command))))
    .option('--to <url>', "the receiver's whole address, its path included")
    .option(
      '--effects <url|path>',
      'where the receiver tells, as NDJSON, what it did with which event: is it once for each?',
    )
    .option('--list', 'print the scenarios instead of delivering any')
    .addOption(
      new Option('--speed <speed>', 'instant, or how many times as fast as in life: 1x, 60x')
        .argParser(parseSpeed)
        .default(Number.POSITIVE_INFINITY, 'instant'),
    )
    .option(
      '--concurrency <n>',
      'calls under way at once; deliveries, with --shuffle (default: 16)',
      wholeNumber(1, 512),
    )
    .option('--retries <n>', 'attempts after the first one', wholeNumber(0, 1_000), 10)
    .option(
      '--backoff <ms>',
      'the longest wait before the second attempt; it doubles, up to 100 times',
      wholeNumber(0, 600_000),
      100,
    )
    .option('--duplicates <share>', 'how many of the events are delivered twice', parseShare, 0)
    .option('--shuffle', 'neither calls nor their events keep their order')
    .option('--lost-acks <share>', 'how many deliveries lose their first acknowledgement', parseShare, 0)
    .option('--timeout <ms>', 'how long each attempt may take', milliseconds, 10_000)
    .addOption(
      choice('--format <format>', 'how attempts and summary are written', Object.keys(simulateRenderers), 'tty'),
    )
    .option('--quiet', 'print the summary alone')
    .action((names: string[], flags: Flags) => simulateDeliveries(names, flags, context));
}

async function simulateDeliveries(names: readonly string[], flags: Flags, context: Context): Promise<void> {
  const contracts = await loadContracts(contractOptions(flags));
  if (flags.list) {
    context.stdout.write(await listScenarios(contracts, flags, names));
    return;
  }
  const url = firstAddress(deliveryUrl(flags, 'simulate'), contracts.all);
  await interruptibly(context, async (signal) => {
    const note = (text: string): void => void context.stderr.write(`note: ${printable(text)}\n`);
    const traffic = await trafficOf(names, flags, { contracts, signal, note });
    await deliver({ traffic, url, contracts, signal }, flags, context);
  });
}

/** Holds what is delivered, and where. */
interface Simulation {
  traffic: Traffic;
  url: URL;
  contracts: Contracts;
  signal: AbortSignal;
}

async function deliver(simulation: Simulation, flags: Flags, context: Context): Promise<void> {
  const { url, contracts, signal } = simulation;
  const [contract] = contracts.all;
  const concurrency = concurrencyOf(flags);
  const faults = faultsOf(flags);
  const keys = chosenKeys(flags, contract);
  const sender = createSender({ url, contract, keys, timeoutMs: flags.timeout, connections: concurrency });
  await checkReachable(url);
  const audit = await openAudit(flags, url);
  announceNotes(contract, context);
  announceKeys(keys, flags, context, contract);
  signal.addEventListener('abort', () => void sender.close(), { once: true });
  const fault = await sender.handshake();
  if (fault !== undefined) {
    await sender.close();
    if (!signal.aborted) context.stderr.write(`hookproof: ${printable(fault)}\n`);
    if (flags.format !== 'tty') context.stdout.write(undeliveredText(simulation, fault, flags));
    return context.exit(signal.aborted ? 130 : 1);
  }
  await deliverTraffic(simulation, { sender, faults, concurrency, audit }, flags, context).finally(audit?.close);
}

/** Opens the effects log, if any; one that cannot be read is found before anything is delivered. */
async function openAudit({ effects, timeout }: Flags, receiver: URL): Promise<EffectsAudit | undefined> {
  if (effects === undefined) return undefined;
  const log = effectsLog(effectsUrl(effects, receiver), timeout);
  await log.counts();
  return effectsAudit(log);
}

/** Writes for programs the summary of a simulation that a handshake ended before any delivery. */
function undeliveredText({ url, signal }: Simulation, handshake: string, { format, seed }: Flags): string {
  const summary = createDeliveryTally().summary({
    ...{ target: url.origin + url.pathname, seed, interrupted: signal.aborted, advice: null, durationMs: 0 },
    ...(signal.aborted ? { stopped: null } : { stopped: 'handshake', handshake }),
  });
  return simulateRenderers[format].summary(summary, false);
}

/** Says how deliveries are made, and by what their effects are judged. */
interface DeliveryMeans {
  sender: Sender;
  faults: InjectedFaults;
  concurrency: number;
  audit: EffectsAudit | undefined;
}

async function deliverTraffic(
  { traffic, url, contracts, signal }: Simulation,
  { sender, faults, concurrency, audit }: DeliveryMeans,
  flags: Flags,
  context: Context,
): Promise<void> {
  const counts = createDeliveryTally();
  const output = await attemptsOutput(flags, contracts, traffic, context);
  const began = performance.now();
  let stopped: StopReason | null = null;
  try {
    stopped = await simulate(
      deliveryQueues(traffic.calls, faults, () => traffic.planned && output.called(counts.call())),
      {
        sender,
        policy: policyOf(flags),
        speed: flags.speed,
        concurrency,
        tally: counts,
        signal,
        ...(output.attempt ? { onAttempt: output.attempt } : {}),
        ...(audit ? { onSettled: audit.settled } : {}),
      },
    );
  } finally {
    output.stop();
  }
  const effects = signal.aborted ? undefined : await audit?.summary(signal);
  const summary = counts.summary({
    // A query may carry a key.
    target: url.origin + url.pathname,
    seed: flags.seed,
    interrupted: signal.aborted,
    stopped,
    advice: stopped === 'denied' || counts.isDenied() ? adviceOnDenial(contracts.all[0]) : null,
    durationMs: performance.now() - began,
    ...(effects ? { effects } : {}),
  });
  if (summary.events === 0 && !signal.aborted) throw userError('input', 'no event found to deliver');
  output.summary(summary);
  context.exit({ pass: 0, fail: 1, interrupted: 130 }[summary.verdict]);
}

/** Bounds the attempts that are shown on a terminal; more would only rush past. */
const mostOnTerminal = 1_000;

/** Prints a simulation while it runs, and at its end; lines wait for a reader that is slower than the deliveries. */
async function attemptsOutput(
  { format: name, quiet, from }: Flags,
  { all }: Contracts,
  { planned }: Traffic,
  context: Context,
) {
  const { stdout } = context;
  const format = simulateRenderers[name];
  const color = hasColors(context);
  const names = all.length === 1 ? all[0].eventTypes : all.map(({ operation }) => operation.name);
  const typeWidth = Math.max(0, ...names.map(({ length }) => length));
  const rush = stdout.isTTY === true && (planned?.deliveries ?? 0) > mostOnTerminal;
  const silent = quiet || name === 'json' || rush;
  // A bar between lines on the same terminal would be torn apart.
  const withBar = planned && (silent || !stdout.isTTY);
  const bar = await progressBar(context, withBar ? planned.calls : undefined, 'calls');
  const print = patientWriter(context);
  // The names in recorded events may be those of people.
  const shown = from && shownNames([...all.flatMap(namesOf), '-']);
  const shownAttempt = (attempt: DeliveryAttempt): DeliveryAttempt =>
    shown ? { ...attempt, call: shown(attempt.call), type: shown(attempt.type) } : attempt;
  return {
    called: (calls: number) => bar.update(calls),
    attempt: silent
      ? undefined
      : (attempt: DeliveryAttempt) => print(format.attempt(shownAttempt(attempt), typeWidth, color)),
    summary: (summary: DeliverySummary) => void stdout.write(format.summary(summary, color)),
    stop: () => bar.stop(),
  };
}

/** Lists the names that events of an operation may have; of one that no event meets, its own. */
function namesOf(contract: Contract): string[] {
  try {
    return [contract.operation.name, ...contract.eventTypes];
  } catch (error) {
    if (!isUserError(error)) throw error;
    return [contract.operation.name];
  }
}

/** Chooses the concurrency. Recorded events go out one by one, unless their order is lost anyway: nobody knows which may overtake which. */
function concurrencyOf({ concurrency, from, shuffle }: Flags): number {
  if (!from || shuffle) return concurrency ?? 16;
  if (concurrency === undefined || concurrency === 1) return 1;
  throw userError('usage', 'recorded events keep their order one by one; --concurrency wants --shuffle with --from');
}

function policyOf({ retries, backoff }: Flags): RetryPolicy {
  return { retries, baseMs: backoff, capMs: backoff * 100, retryAfterCapMs: longestRetryAfterMs };
}

function faultsOf({ seed, duplicates, lostAcks, retries, shuffle }: Flags): InjectedFaults {
  if (lostAcks > 0 && retries === 0)
    throw userError('usage', '--lost-acks wants --retries: what is not acknowledged is sent again');
  return { seed, duplicates, lostAcks, shuffle: shuffle ?? false };
}

function parseSpeed(text: string): number {
  if (text === 'instant') return Number.POSITIVE_INFINITY;
  const times = Number(/^(\d{1,9}(?:\.\d{1,9})?)x$/.exec(text)?.[1]);
  if (times > 0) return times;
  throw new InvalidArgumentError('It must be instant, or a number with an x: 1x, 60x.');
}

function parseShare(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.2.');
}
