import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';

/** What a receiver did with events, as it tells in its effects log. */
export interface EffectsLog {
  /** How often each body took effect, by the SHA-256 of its bytes; read after the call. Throws an input error. */
  counts(): Promise<EffectCounts>;
}

export type EffectCounts = ReadonlyMap<string, number>;

/** A log that is longer than this is not read. */
const maxBytes = 64 * 1024 * 1024;

/** The effects log at a URL: NDJSON, a line for each effect. Reads that are asked for at once are made once. */
export function effectsLog(url: URL, timeoutMs: number): EffectsLog {
  let waiting: Promise<EffectCounts> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  return {
    counts() {
      // Whoever asks while a read is under way needs the one after it: that one began too early.
      waiting ??= running
        .catch(() => {})
        .then(() => {
          waiting = undefined;
          const read = readCounts(url, timeoutMs);
          running = read;
          return read;
        });
      return waiting;
    },
  };
}

/** The SHA-256 of a body, as the effects log writes it. */
export function fingerprintOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

async function readCounts(url: URL, timeoutMs: number): Promise<EffectCounts> {
  const text = await fetchText(url, timeoutMs);
  const counts = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const sha256 = sha256In(line);
    if (sha256 === undefined) {
      throw userError('input', `the effects log at ${url.href}, line ${index + 1}: no JSON object with a sha256`, {
        hint: 'Each line wants {"type": "…", "callId": "…", "sha256": "<hex of the raw body>"}.',
      });
    }
    counts.set(sha256, (counts.get(sha256) ?? 0) + 1);
  }
  return counts;
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

/**
 * A kept connection may end just as it is used again, after a restart for one, and a receiver that is busy puts off its log
 * as well; that says nothing of the log. So many milliseconds pass before each further try.
 */
const pausesMs = [0, 50, 100, 200, 400, 800];

async function fetchText(url: URL, timeoutMs: number): Promise<string> {
  for (const pauses = [...pausesMs]; ; ) {
    try {
      return await fetchOnce(url, timeoutMs);
    } catch (cause) {
      const pause = hasBroken(cause) || cause instanceof Busy ? pauses.shift() : undefined;
      if (pause !== undefined) {
        await wait(pause);
        continue;
      }
      // fetch hides what went wrong in the cause.
      const why = messageOf(cause instanceof Error && cause.cause !== undefined ? cause.cause : cause);
      throw userError('target', `the effects log at ${url.href} cannot be read: ${why}`, { cause });
    }
  }
}

/** Whether a connection ended under way; what never began is not tried again. */
function hasBroken(error: unknown): boolean {
  const cause = isObject(error) ? error.cause : undefined;
  return isObject(cause) && (cause.code === 'UND_ERR_SOCKET' || cause.code === 'ECONNRESET' || cause.code === 'EPIPE');
}

class Busy extends Error {}

async function fetchOnce(url: URL, timeoutMs: number): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (response.status === 429 || response.status === 503) throw new Busy(`it answers ${response.status}`);
  if (response.status !== 200) throw new Error(`it answers ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`it is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
