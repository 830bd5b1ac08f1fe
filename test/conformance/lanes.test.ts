import { setTimeout as wait } from 'node:timers/promises';
import { runConcurrently } from '../../src/conformance/run-suite.ts';

test('a job that is slow gives up its place, so that the others go on', async () => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const done: number[] = [];
  await runConcurrently(20, 2, 5, async (index) => {
    // The first two wait until all others are through; in two fixed lanes nobody ever would be.
    if (index < 2) await held;
    done.push(index);
    if (done.length === 18) release();
  });
  expect(done.length).toBe(20);
});

test('brisk jobs run no more at once than was asked for', async () => {
  let running = 0;
  let most = 0;
  await runConcurrently(30, 3, 60_000, async () => {
    most = Math.max(most, ++running);
    await wait(1);
    running--;
  });
  expect(most).toBe(3);
});

test('the first error is thrown once nothing runs any more, and no further job is begun', async () => {
  const begun: number[] = [];
  let running = 0;
  const all = runConcurrently(50, 4, 60_000, async (index) => {
    begun.push(index);
    running++;
    await wait(1);
    running--;
    if (index === 5) throw new Error('no further');
  });
  await expect(all).rejects.toThrow('no further');
  expect(running).toBe(0);
  expect(begun.length).toBeLessThan(15);
});
