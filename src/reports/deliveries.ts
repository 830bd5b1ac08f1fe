import { styleText } from 'node:util';
import type { DeliveryAttempt, DeliverySummary } from '../deliveries.ts';
import { printable } from '../printable.ts';

/** Writes attempts as they are made, so that a million take no more memory than one. */
export interface DeliveriesFormat {
  /** A line for one attempt; `typeWidth` is how long the longest type is. */
  attempt(attempt: DeliveryAttempt, typeWidth: number, color: boolean): string;
  summary(summary: DeliverySummary, color: boolean): string;
}

const tty: DeliveriesFormat = {
  attempt({ atMs, call, type, attempt, status, failure, durationMs, duplicate }, typeWidth, color) {
    const outcome = status === null ? printable(failure ?? '') : String(status);
    const accepted = status !== null && status >= 200 && status < 300;
    const parts = [
      time(atMs),
      printable(call),
      printable(type).padEnd(typeWidth),
      `attempt ${attempt}`,
      color ? styleText(accepted ? 'green' : 'red', outcome, { validateStream: false }) : outcome,
      ms(durationMs),
      ...(duplicate ? ['duplicate'] : []),
    ];
    return `${parts.join('  ')}\n`;
  },
  summary(summary, color) {
    const { verdict, target, seed, outcomes, latencyMs: latency, durationMs, deliveries } = summary;
    const word = { pass: 'PASS', fail: 'FAIL', interrupted: 'STOPPED' }[verdict];
    const shown = color ? styleText(verdict === 'pass' ? 'green' : 'red', word, { validateStream: false }) : word;
    const seconds = durationMs / 1000;
    const counts = Object.entries(outcomes).map(([outcome, count]) => `${printable(outcome)} ×${whole(count)}`);
    const lines = [
      `${shown} ${sentence(summary)}`,
      ...(counts.length > 0 ? [`  answers  ${counts.join(', ')}`] : []),
      ...(latency
        ? [`  latency  p50 ${ms(latency.p50)}, p95 ${ms(latency.p95)}, p99 ${ms(latency.p99)}, max ${ms(latency.max)}`]
        : []),
      `  took     ${seconds.toFixed(1)} s, ${whole(Math.round(deliveries / Math.max(seconds, 0.001)))} deliveries/s`,
      `${printable(target)}  seed ${seed}`,
    ];
    return `${lines.join('\n')}\n`;
  },
};

/** The summary alone. */
const json: DeliveriesFormat = {
  attempt: () => '',
  summary: (summary) => `${JSON.stringify(summary, null, 2)}\n`,
};

/** One attempt a line, the summary on the last. */
const ndjson: DeliveriesFormat = {
  attempt: (attempt) => `${JSON.stringify(attempt)}\n`,
  summary: (summary) => `${JSON.stringify({ summary })}\n`,
};

export const deliveriesFormats: Readonly<Record<string, DeliveriesFormat>> = { tty, json, ndjson };

function sentence(summary: DeliverySummary): string {
  const { verdict, calls, events, deliveries, duplicates, attempts, exhausted, accepted } = summary;
  const made = `${count(deliveries, 'delivery', 'deliveries')} (${count(duplicates, 'duplicate')})`;
  const work = `${made} in ${count(attempts, 'attempt')}`;
  const what = count(events, 'event') + (calls === null ? '' : ` of ${whole(calls)} call${calls === 1 ? '' : 's'}`);
  if (verdict === 'pass') return `${what} delivered: ${work}`;
  if (verdict === 'fail')
    return `${whole(exhausted)} of ${made} not accepted, however often they were tried: ${what}, ${count(attempts, 'attempt')}`;
  return `after ${what}: ${whole(accepted)} of ${work} accepted`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${whole(number)} ${number === 1 ? one : many}`;
}

function whole(number: number): string {
  return number.toLocaleString('en');
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** Virtual time as `h:mm:ss.mmm`. */
function time(atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const rest = String(Math.floor(atMs % 1000)).padStart(3, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${rest}`;
}
