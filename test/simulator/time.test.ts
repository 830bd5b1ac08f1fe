import { virtualClock } from '../../src/simulator/simulate.ts';
import { createLatencies } from '../../src/simulator/tally.ts';

/** Time that passes only where somebody waits for it. */
function fakeTime(stop = new AbortController()) {
  const time = {
    at: 5_000,
    waits: [] as number[],
    now: () => time.at,
    async wait(ms: number) {
      time.waits.push(ms);
      time.at += ms;
    },
  };
  return { time, stop };
}

test('events come at their planned times, scaled by the speed', async () => {
  const { time, stop } = fakeTime();
  const reach = virtualClock(60, stop.signal, time);
  const origin = { at: undefined };
  const arrivals: number[] = [];
  for (const atMs of [0, 60_000, 60_000, 180_000]) {
    await reach(origin, atMs);
    arrivals.push(time.at - 5_000);
  }
  expect(arrivals).toEqual([0, 1_000, 1_000, 3_000]);
});

test('what takes long is made up for, and each origin has a beginning of its own', async () => {
  const { time, stop } = fakeTime();
  const reach = virtualClock(1, stop.signal, time);
  const [first, second] = [{ at: undefined }, { at: undefined }];
  await reach(first, 100);
  time.at += 250;
  await reach(first, 300);
  await reach(first, 400);
  await reach(second, 10);
  expect(time.waits).toEqual([100, 50, 10]);
});

test('an instant clock never waits', async () => {
  const { time, stop } = fakeTime();
  await virtualClock(Number.POSITIVE_INFINITY, stop.signal, time)({ at: undefined }, 1e12);
  expect(time.waits).toEqual([]);
});

test('a wait longer than a timer can be is made of several', async () => {
  const { time, stop } = fakeTime();
  await virtualClock(1, stop.signal, time)({ at: undefined }, 2 ** 32);
  expect(time.waits.length).toBe(3);
  expect(Math.max(...time.waits)).toBeLessThan(2 ** 31);
});

test('an interruption ends the waiting', async () => {
  const { time, stop } = fakeTime();
  stop.abort();
  await virtualClock(1, stop.signal, time)({ at: undefined }, 1e6);
  expect(time.waits).toEqual([]);
});

test('percentiles are right to a hundredth, and the greatest is exact', () => {
  const answers = createLatencies();
  expect(answers.read()).toBeNull();
  for (let ms = 1; ms <= 10_000; ms++) answers.add(ms / 10);
  const { p50, p95, p99, max } = answers.read() ?? { p50: 0, p95: 0, p99: 0, max: 0 };
  for (const [value, right] of [
    [p50, 500],
    [p95, 950],
    [p99, 990],
  ] as const)
    expect(Math.abs(value / right - 1)).toBeLessThan(0.0101);
  expect(max).toBe(1_000);
});

test('a single duration, none at all and a week are durations, too', () => {
  for (const ms of [0, 3, 7 * 86_400_000]) {
    const answers = createLatencies();
    answers.add(ms);
    expect(answers.read()?.max).toBe(ms);
    expect(answers.read()?.p50).toBeLessThanOrEqual(ms);
  }
});
