import type { Contracts } from '../../contract/load.ts';
import type { StopReason } from '../../deliveries.ts';
import type { RetryPolicy } from '../../delivery/retry.ts';
import { longestRetryAfterMs } from '../../delivery/retry-after.ts';
import { createSender, type Sender } from '../../delivery/sender.ts';
import { effectsLog, effectsUrl } from '../../effects/log.ts';
import { userError } from '../../errors.ts';
import { checkReachable } from '../../http-client/connections.ts';
import { printable } from '../../printable.ts';
import { simulateRenderers } from '../../reports/simulate/renderers.ts';
import { type EffectsAudit, effectsAudit } from '../../simulator/effects.ts';
import { deliveryQueues, type InjectedFaults } from '../../simulator/queues.ts';
import { simulate } from '../../simulator/simulate.ts';
import { createDeliveryTally } from '../../simulator/tally.ts';
import type { Context } from '../context.ts';
import { adviceOnDenial, announceKeys, announceNotes, type ContractFlags, chosenKeys } from '../options.ts';
import { attemptsOutput, type OutputFlags } from './attempts-output.ts';
import type { Traffic, TrafficFlags } from './traffic.ts';

/** Holds the options of how deliveries are made and shown, as commander parses them. */
export interface DeliveryFlags extends OutputFlags, ContractFlags, TrafficFlags {
  effects?: string;
  speed: number;
  concurrency?: number;
  retries: number;
  backoff: number;
  duplicates: number;
  shuffle?: true;
  lostAcks: number;
  timeout: number;
}

/** Holds what is delivered, and where. */
interface Simulation {
  traffic: Traffic;
  url: URL;
  contracts: Contracts;
  signal: AbortSignal;
}

/** Delivers traffic to a receiver, once it is reached and proves its URL, and sets the status of the command. */
export async function deliverAll(simulation: Simulation, flags: DeliveryFlags, context: Context): Promise<void> {
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
async function openAudit({ effects, timeout }: DeliveryFlags, receiver: URL): Promise<EffectsAudit | undefined> {
  if (effects === undefined) return undefined;
  const log = effectsLog(effectsUrl(effects, receiver), timeout);
  await log.counts();
  return effectsAudit(log);
}

/** Writes for programs the summary of a simulation that a handshake ended before any delivery. */
function undeliveredText({ url, signal }: Simulation, handshake: string, { format, seed }: DeliveryFlags): string {
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
  flags: DeliveryFlags,
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

/** Chooses the concurrency. Recorded events go out one by one, unless their order is lost anyway: nobody knows which may overtake which. */
function concurrencyOf({ concurrency, from, shuffle }: DeliveryFlags): number {
  if (!from || shuffle) return concurrency ?? 16;
  if (concurrency === undefined || concurrency === 1) return 1;
  throw userError('usage', 'recorded events keep their order one by one; --concurrency wants --shuffle with --from');
}

function policyOf({ retries, backoff }: DeliveryFlags): RetryPolicy {
  return { retries, baseMs: backoff, capMs: backoff * 100, retryAfterCapMs: longestRetryAfterMs };
}

function faultsOf({ seed, duplicates, lostAcks, retries, shuffle }: DeliveryFlags): InjectedFaults {
  if (lostAcks > 0 && retries === 0)
    throw userError('usage', '--lost-acks wants --retries: what is not acknowledged is sent again');
  return { seed, duplicates, lostAcks, shuffle: shuffle ?? false };
}
