import type { Contract } from '../../contract/load.ts';
import type { DeliveryAttempt, DeliverySummary } from '../../deliveries.ts';
import { simulateRenderers } from '../../reports/simulate/renderers.ts';
import { type Context, hasColors } from '../context.ts';
import { patientWriter } from '../patient-writer.ts';
import { progressBar } from '../progress.ts';
import type { Traffic } from './traffic.ts';

/** Prints a simulation while it runs, and at its end. */
export interface AttemptsOutput {
  /** Shows that so many calls have begun. */
  called(calls: number): void;
  /** Prints an attempt; undefined unless attempts are shown. */
  attempt: ((attempt: DeliveryAttempt) => void | Promise<void>) | undefined;
  summary(summary: DeliverySummary): void;
  /** Clears the progress bar. */
  stop(): void;
}

/** Bounds the attempts that are shown on a terminal; more would only rush past. */
const mostOnTerminal = 1_000;

/** Prints in a format. Lines wait for a reader that is slower than the deliveries. */
export async function attemptsOutput(
  { format: name, quiet }: { format: string; quiet?: true },
  { eventTypes }: Pick<Contract, 'eventTypes'>,
  { planned }: Pick<Traffic, 'planned'>,
  context: Context,
): Promise<AttemptsOutput> {
  const { stdout } = context;
  const format = simulateRenderers[name] as (typeof simulateRenderers)[string];
  const color = hasColors(context);
  const typeWidth = Math.max(0, ...eventTypes.map(({ length }) => length));
  const rush = stdout.isTTY === true && (planned?.deliveries ?? 0) > mostOnTerminal;
  const silent = quiet || name === 'json' || rush;
  // A bar between lines on the same terminal would be torn apart.
  const withBar = planned && (silent || !stdout.isTTY);
  const bar = withBar ? await progressBar(context, planned.calls, 'calls') : { update: () => {}, stop: () => {} };
  const print = patientWriter(context);
  return {
    called: (calls) => bar.update(calls),
    attempt: silent ? undefined : (attempt) => print(format.attempt(attempt, typeWidth, color)),
    summary: (summary) => void stdout.write(format.summary(summary, color)),
    stop: () => bar.stop(),
  };
}
