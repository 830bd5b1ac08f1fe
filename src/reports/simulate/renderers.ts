import type { DeliveryAttempt, DeliverySummary, EffectsSummary, StopReason } from '../../deliveries.ts';
import { printable } from '../../printable.ts';
import { jsonText } from '../../schema/json.ts';
import { counted, painter } from '../text/terminal.ts';

/** Writes attempts as they are made, so that a million take no more memory than one. */
interface SimulateRenderer {
  /** Writes a line for one attempt; `typeWidth` is how long the longest type is. */
  attempt(attempt: DeliveryAttempt, typeWidth: number, color: boolean): string;
  summary(summary: DeliverySummary, color: boolean): string;
}

const tty: SimulateRenderer = {
  attempt({ atMs, call, type, attempt, status, failure, retryAfterMs, durationMs, duplicate }, typeWidth, color) {
    const outcome = status === null ? printable(failure ?? '') : String(status);
    const accepted = status !== null && status >= 200 && status < 300;
    const parts = [
      virtualTime(atMs),
      printable(call),
      printable(type).padEnd(typeWidth),
      `attempt ${attempt}`,
      painter(color)(accepted ? 'green' : 'red', outcome),
      milliseconds(durationMs),
      ...(duplicate ? ['duplicate'] : []),
      ...retryAfterNote(retryAfterMs),
    ];
    return `${parts.join('  ')}\n`;
  },
  summary(summary, color) {
    const {
      verdict,
      advice,
      handshake,
      effects,
      target,
      seed,
      outcomes,
      latencyMs: latency,
      durationMs,
      deliveries,
    } = summary;
    const word = { pass: 'PASS', fail: 'FAIL', interrupted: 'STOPPED' }[verdict];
    const shown = painter(color)(verdict === 'pass' ? 'green' : 'red', word);
    const seconds = durationMs / 1000;
    const times = ['p50', 'p95', 'p99', 'max'] as const;
    const counts = Object.entries(outcomes).map(([outcome, count]) => `${printable(outcome)} ×${whole(count)}`);
    const lines = [
      `${shown} ${verdictSentence(summary)}`,
      ...(advice === null ? [] : [`  change   ${printable(advice)}`]),
      ...(effects ? [`  effects  ${effectsText(effects)}`] : []),
      ...(handshake === undefined ? [] : [`  why      ${printable(handshake)}`]),
      ...(counts.length > 0 ? [`  answers  ${counts.join(', ')}`] : []),
      ...(latency ? [`  latency  ${times.map((name) => `${name} ${milliseconds(latency[name])}`).join(', ')}`] : []),
      `  took     ${seconds.toFixed(1)} s, ${whole(Math.round(deliveries / Math.max(seconds, 0.001)))} deliveries/s`,
      `${printable(target)}  seed ${seed}`,
    ];
    return `${lines.join('\n')}\n`;
  },
};

const json: SimulateRenderer = { attempt: () => '', summary: jsonText };

const ndjson: SimulateRenderer = {
  attempt: (attempt) => `${JSON.stringify(attempt)}\n`,
  summary: (summary) => `${JSON.stringify({ summary })}\n`,
};

export const simulateRenderers = { tty, json, ndjson };

/** Writes that the receiver is obeyed, which asks for time before the next attempt. */
export function retryAfterNote(waitMs: number | null): string[] {
  return waitMs === null ? [] : [`waits ${Math.ceil(waitMs / 1000)} s, as Retry-After asks`];
}

const stopSentence: Record<StopReason, string> = {
  gone: 'the receiver wants no more deliveries (410 Gone)',
  denied: 'the receiver denies the first deliveries (401 or 403), so no others are tried',
  handshake: 'the receiver failed the handshake, so nothing is delivered',
};

function verdictSentence(summary: DeliverySummary): string {
  const { verdict, stopped, calls, events, deliveries, duplicates, attempts, exhausted, accepted, effects } = summary;
  const made = `${many(deliveries, 'delivery', 'deliveries')} (${many(duplicates, 'duplicate')})`;
  const work = `${made} in ${many(attempts, 'attempt')}`;
  const what = many(events, 'event') + (calls === null ? '' : ` of ${whole(calls)} call${calls === 1 ? '' : 's'}`);
  if (verdict === 'pass') return `${what} delivered: ${work}`;
  const done = `${what}: ${whole(accepted)} of ${work} accepted`;
  if (stopped) return `${stopSentence[stopped]}, after ${done}`;
  if (verdict === 'fail' && exhausted === 0)
    return `not exactly once: ${what} delivered, ${work}; ${whole(effects?.lost ?? 0)} lost, ${whole(effects?.doubled ?? 0)} doubled`;
  if (verdict === 'fail')
    return `${whole(exhausted)} of ${made} not accepted, however often they were tried: ${what}, ${many(attempts, 'attempt')}`;
  return `after ${done}`;
}

const mostNamed = 5;

/** Says which events were lost or doubled, the first by name. */
function effectsText({ acknowledged, lost, doubled, events }: EffectsSummary): string {
  if (lost + doubled === 0) return `${many(acknowledged, 'acknowledged event')}, each took effect once`;
  const named = events
    .slice(0, mostNamed)
    .map(({ call, type, effects }) => `${printable(call)} ${printable(type)} ×${effects}`);
  const more = lost + doubled - named.length;
  const names = named.join(', ') + (more > 0 ? ` and ${whole(more)} more` : '');
  return `${whole(lost)} lost, ${whole(doubled)} doubled of ${many(acknowledged, 'acknowledged event')}: ${names}`;
}

function many(number: number, one: string, several?: string): string {
  return counted(number, one, several, whole(number));
}

function whole(number: number): string {
  return number.toLocaleString('en');
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** Writes virtual time as `h:mm:ss.mmm`. */
function virtualTime(atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const rest = String(Math.floor(atMs % 1000)).padStart(3, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${rest}`;
}
