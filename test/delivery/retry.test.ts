import { deliverUntilAccepted, pause, retryDelay } from '../../src/delivery/retry.ts';
import { retryAfterMs } from '../../src/delivery/retry-after.ts';
import type { Receipt } from '../../src/delivery/sender.ts';

const policy = { retries: 4, baseMs: 100, capMs: 1_000, retryAfterCapMs: 60_000 };
const body = Buffer.from('{}');

/** Gives these statuses in turn, 0 standing for no answer. */
function answering(...statuses: number[]): { send(): Promise<Receipt>; sent: number } {
  const sender = {
    sent: 0,
    async send(): Promise<Receipt> {
      const status = statuses[sender.sent++] ?? 500;
      if (status === 0) return { kind: 'failed', why: 'ECONNRESET', durationMs: 1 };
      return { kind: 'answer', status, headers: {}, body: Buffer.alloc(0), durationMs: 1 };
    },
  };
  return sender;
}

test('the longest wait doubles up to the cap, and the wait is anything below it', () => {
  const longest = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(policy, attempt, () => 1));
  expect(longest).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(retryDelay(policy, 3, () => 0)).toBe(0);
  expect(retryDelay(policy, 3, () => 0.25)).toBe(100);
  expect(retryDelay(policy, 5_000, () => 0.5)).toBe(500);
});

test('a delivery is tried until it is accepted, with a growing wait before each further attempt', async () => {
  const sender = answering(503, 0, 302, 204);
  const [waits, attempts]: [number[], number[]] = [[], []];
  const receipt = await deliverUntilAccepted(sender, body, policy, {
    random: () => 0.5,
    wait: async (ms) => void waits.push(ms),
    onAttempt: (_, attempt) => void attempts.push(attempt),
  });
  expect(receipt).toMatchObject({ status: 204 });
  expect(waits).toEqual([50, 100, 200]);
  expect(attempts).toEqual([1, 2, 3, 4]);
});

test('attempts end when the retries are used up', async () => {
  const sender = answering();
  const receipt = await deliverUntilAccepted(sender, body, policy, { random: () => 0, wait: async () => {} });
  expect(receipt).toMatchObject({ status: 500 });
  expect(sender.sent).toBe(5);
});

test('an interruption ends the attempts, even in the middle of a wait', async () => {
  const stop = new AbortController();
  const sender = answering();
  const wait = (ms: number): Promise<void> => {
    queueMicrotask(() => stop.abort());
    return pause(ms, stop.signal);
  };
  const long = { ...policy, baseMs: 3_600_000, capMs: 3_600_000 };
  await deliverUntilAccepted(sender, body, long, { random: () => 1, wait, signal: stop.signal });
  expect(sender.sent).toBe(1);
});

/** The instant by which dates are read. */
const now = Date.UTC(2026, 0, 15, 9, 30);

/** Gives an answer of 503 that asks for time. */
function asking(retryAfter: string): Receipt {
  return { kind: 'answer', status: 503, headers: { 'retry-after': retryAfter }, body: Buffer.alloc(0), durationMs: 1 };
}

test.each([
  ['0', 0],
  ['120', 120_000],
  ['Thu, 15 Jan 2026 09:30:07 GMT', 7_000],
  ['Thursday, 15-Jan-26 09:30:07 GMT', 7_000],
  ['Thu, 15 Jan 2026 09:29:00 GMT', 0],
])('Retry-After: %s asks for %d ms', (text, ms) => {
  expect(retryAfterMs({ 'retry-after': text }, now)).toBe(ms);
});

test.each(['', 'soon', '-5', '1.5', '2026-01-15T09:31:00Z'])('Retry-After: %j asks for nothing', (text) => {
  expect(retryAfterMs({ 'retry-after': text }, now)).toBeUndefined();
});

test('a receiver is left alone as long as it asks, up to the cap, in place of the back-off', async () => {
  const answers = [asking('2'), asking('Thu, 15 Jan 2026 09:30:07 GMT'), asking('3600'), asking('soon'), asking('9')];
  const [waits, asked]: [number[], (number | null)[]] = [[], []];
  const sender = { send: async () => answers[asked.length] as Receipt };
  await deliverUntilAccepted(sender, body, policy, {
    random: () => 0.5,
    now: () => now,
    wait: async (ms) => void waits.push(ms),
    onAttempt: (_, __, askedMs) => void asked.push(askedMs),
  });
  expect(waits).toEqual([2_000, 7_000, 60_000, 400]);
  // Nothing follows the last attempt, so nobody waits.
  expect(asked).toEqual([2_000, 7_000, 60_000, null, null]);
});

test('a receiver that is gone gets no further attempt', async () => {
  const sender = answering(503, 410, 200);
  const receipt = await deliverUntilAccepted(sender, body, policy, { random: () => 0, wait: async () => {} });
  expect([receipt, sender.sent]).toEqual([expect.objectContaining({ status: 410 }), 2]);
});
