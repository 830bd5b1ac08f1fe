import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { attempt } from './stores.ts';

test('memory keeps the newest deliveries, by their number', async () => {
  const journal = memoryJournal({ attempts: 3 });
  for (const text of ['a', 'b', 'a', 'c', 'd']) {
    await journal.append(attempt(text));
    await journal.counts();
  }
  expect((await journal.attempts({ limit: 9 })).map(({ body }) => String(body))).toEqual(['a', 'c', 'd']);
  expect(await journal.counts()).toMatchObject({ events: 3, attempts: 3 });
});

test('memory keeps the newest deliveries, by their bytes', async () => {
  const journal = memoryJournal({ bytes: 2_500 });
  for (let i = 0; i < 1_000; i++) await journal.append(attempt(String(i).padEnd(1_000)));
  expect((await journal.attempts({ limit: 9 })).map(({ body }) => Number(body))).toEqual([998, 999]);
  await journal.append(attempt('x'.repeat(3_000)));
  expect(await journal.counts()).toMatchObject({ events: 1, attempts: 1 });
});

test('memory keeps what was accepted through a flood of what was not', async () => {
  const journal = memoryJournal({ attempts: 100, bytes: 10_000 });
  for (let i = 0; i < 90; i++) await journal.append(attempt(`+${i}`));
  for (let i = 0; i < 1_000; i++) await journal.append(attempt(`-${i}`, { outcome: 'refused', status: 400 }));
  const largest = attempt('x'.repeat(9_000), { outcome: 'refused', status: 400 });
  for (let i = 0; i < 10; i++) await journal.append(largest);
  expect(await journal.events({ limit: 200, outcome: 'accepted' })).toHaveLength(90);
  expect(await journal.counts()).toMatchObject({ attempts: 91, last: 1_100 });
});

test('memory keeps what was not accepted as long as there is room', async () => {
  const journal = memoryJournal({ attempts: 100 });
  for (let i = 0; i < 200; i++) await journal.append(attempt(`-${i}`, { outcome: 'denied', status: 401 }));
  expect(await journal.counts()).toMatchObject({ events: 100, attempts: 100 });
  for (let i = 0; i < 200; i++) await journal.append(attempt(`+${i}`));
  expect(await journal.events({ limit: 200, outcome: 'accepted' })).toHaveLength(100);
});
