import { deliverUntilAccepted, pause, retryDelay } from '../../src/delivery/retry.ts';
import type { Receipt } from '../../src/delivery/sender.ts';

const policy = { retries: 4, baseMs: 100, capMs: 1_000 };
const body = Buffer.from('{}');

/** Gives these statuses in turn, 0 standing for no answer. */
function answering(...statuses: number[]): { send(): Promise<Receipt>; sent: number } {
  const sender = {
    sent: 0,
    async send(): Promise<Receipt> {
      const status = statuses[sender.sent++] ?? 500;
      if (status === 0) return { kind: 'failed', why: 'ECONNRESET', durationMs: 1 };
      return { kind: 'answer', status, durationMs: 1 };
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
  const long = { retries: 4, baseMs: 3_600_000, capMs: 3_600_000 };
  await deliverUntilAccepted(sender, body, long, { random: () => 1, wait, signal: stop.signal });
  expect(sender.sent).toBe(1);
});
