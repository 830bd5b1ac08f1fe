import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { userError } from '../errors.ts';
import { createHttpClient, type HttpClient } from '../http-client/client.ts';
import type { HttpOutcome } from '../http-client/read-answer.ts';
import { isObject } from '../schema/json.ts';

/** Reads what a receiver did with events, as it tells in its effects log. */
export interface EffectsLog {
  /** Counts how often each body took effect, by the SHA-256 of its bytes; read after the call. Throws an input error. */
  counts(): Promise<EffectCounts>;
  /** Closes the connections that it was read over. */
  close(): void;
}

export type EffectCounts = ReadonlyMap<string, number>;

/** Opens the effects log at a URL: NDJSON, a line for each effect. Reads that are asked for at once are made once. */
export function effectsLog(url: URL, timeoutMs: number): EffectsLog {
  const client = createHttpClient(url);
  let waiting: Promise<EffectCounts> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const count = effectsCounter(url);
  const read = (): Promise<EffectCounts> => {
    waiting = undefined;
    const reading = fetchText(client, url, timeoutMs).then(count);
    running = reading;
    return reading;
  };
  return {
    counts() {
      // Whoever asks while a read is under way needs the one after it: that one began too early.
      waiting ??= running.then(read, read);
      return waiting;
    },
    close: client.close,
  };
}

/** Reads the address of the effects log: a path is the receiver's own, and `$PORT` stands for its port. */
export function effectsUrl(address: string, receiver: URL): URL {
  const url = URL.parse(address.replaceAll(/\$\{?PORT\}?|\{PORT\}/g, receiver.port), receiver.href);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw userError('usage', `--effects ${address}: neither a path nor an http or https URL`);
}

/** Computes the SHA-256 of a body, as the effects log writes it. */
export function fingerprintOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Makes what counts the effects of a log that is read again and again: lines that stood there the last time were counted then. */
function effectsCounter(url: URL): (text: string) => EffectCounts {
  let known = { text: '', lines: 0, counts: new Map<string, number>() };
  return (text) => {
    const before = text.startsWith(known.text) ? known : { text: '', lines: 0, counts: new Map<string, number>() };
    const counts = new Map(before.counts);
    const end = text.lastIndexOf('\n') + 1;
    const added = text.slice(before.text.length, end).split('\n').slice(0, -1);
    addEffects(counts, added, before.lines, url);
    known = { text: text.slice(0, end), lines: before.lines + added.length, counts };
    // What no line feed ends may go on.
    const all = new Map(counts);
    addEffects(all, [text.slice(end)], known.lines, url);
    return all;
  };
}

/** Counts the effects of lines that stand behind so many others. */
function addEffects(counts: Map<string, number>, lines: readonly string[], first: number, url: URL): void {
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const sha256 = sha256In(line);
    if (sha256 === undefined) {
      throw userError(
        'input',
        `the effects log at ${url.href}, line ${first + index + 1}: no JSON object with a sha256`,
        {
          hint: 'Each line wants {"type": "…", "identity": "…", "sha256": "<hex of the raw body>"}.',
        },
      );
    }
    counts.set(sha256, (counts.get(sha256) ?? 0) + 1);
  }
}

function sha256In(line: string): string | undefined {
  try {
    const effect: unknown = JSON.parse(line);
    const given = isObject(effect) ? effect.sha256 : undefined;
    return typeof given === 'string' && /^[0-9a-f]{64}$/i.test(given) ? given.toLowerCase() : undefined;
  } catch {
    return undefined;
  }
}

/** A log that is longer than this is not read. */
const maxLogBytes = 64 * 1024 * 1024;

/** Waits before each further attempt: a receiver that was started again or is busy puts off its log as well. */
const pausesMs = [0, 50, 100, 200, 400, 800];

async function fetchText(client: HttpClient, url: URL, timeoutMs: number): Promise<string> {
  const request = { method: 'GET', target: url.pathname + url.search, headers: [], body: null };
  for (const pauses = [...pausesMs]; ; ) {
    const outcome = await client.send(request, { timeoutMs, maxBytes: maxLogBytes });
    const { status, body } = outcome.kind === 'answer' ? outcome.response : {};
    if (status === 200 && body && body.length <= maxLogBytes) return body.toString('utf8');
    const pause = outcome.kind === 'closed' || status === 429 || status === 503 ? pauses.shift() : undefined;
    if (pause === undefined)
      throw userError('target', `the effects log at ${url.href} cannot be read: ${whyUnreadable(outcome, timeoutMs)}`, {
        hint: 'In tests only, GET there should answer 200 and NDJSON: a line {"sha256": "<hex of the raw body>"} for each effect (README, "Prove that no order is lost or doubled"); --effects takes a URL or a path.',
      });
    await wait(pause);
  }
}

function whyUnreadable(outcome: HttpOutcome, timeoutMs: number): string {
  if (outcome.kind === 'timeout') return `no answer within ${timeoutMs} ms`;
  if (outcome.kind === 'abandoned') return 'nobody waited for it';
  if (outcome.kind !== 'answer') return outcome.why;
  const { status } = outcome.response;
  return status === 200 ? `it is longer than ${maxLogBytes} bytes` : `it answers ${status}`;
}
