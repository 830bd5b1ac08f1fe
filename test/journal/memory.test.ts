import { memoryJournal } from '../../src/journal/memory.ts';
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
