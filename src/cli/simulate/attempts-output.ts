import type { Contracts } from '../../contract/load.ts';
import type { DeliveryAttempt, DeliverySummary } from '../../deliveries.ts';
import { shownNames } from '../../redaction/shown-names.ts';
import { simulateRenderers } from '../../reports/simulate/renderers.ts';
import { eventTypesOf } from '../../simulator/choose-event.ts';
import { type Context, hasColors, patientWriter } from '../context.ts';
import { progressBar } from '../progress.ts';
import type { Traffic, TrafficFlags } from './traffic.ts';

/** Holds the options of how attempts are shown, as commander parses them. */
export interface OutputFlags extends Pick<TrafficFlags, 'from'> {
  format: keyof typeof simulateRenderers;
  quiet?: true;
}

/** Bounds the attempts that are shown on a terminal; more would only rush past. */
const mostOnTerminal = 1_000;

/** Prints a simulation while it runs, and at its end; lines wait for a reader that is slower than the deliveries. */
export async function attemptsOutput(
  { format: name, quiet, from }: OutputFlags,
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
  const shown = from && shownNames([...all.flatMap((each) => [each.operation.name, ...eventTypesOf(each)]), '-']);
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
