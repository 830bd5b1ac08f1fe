import { allEvents } from '../../src/inspector/own-events.ts';
import { shownRows } from '../../src/inspector/rows.ts';
import { createTally } from '../../src/inspector/tally.ts';
import type { EventQuery } from '../../src/journal/journal.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { attempt } from '../journal/stores.ts';

async function holding(count: number) {
  const journal = memoryJournal();
  for (let i = 0; i < count; i++) await journal.append(attempt(`${i}`, { outcome: 'refused', status: 400 }));
  return journal;
}

test('others have their turn while it is read what was wrong with many events', async () => {
  const journal = await holding(500);
  const most: number[] = [];
  let turns = 0;
  const shown = allEvents({
    ...journal,
    firstVerdicts(events, mostOfEach) {
      most.push(events.length);
      setImmediate(() => turns++);
      return journal.firstVerdicts(events, mostOfEach);
    },
  });
  const rows = await shownRows(shown, await journal.events({ limit: 500 }));
  expect(rows.map(({ outcomes }) => outcomes.refused)).toEqual(Array(500).fill(1));
  expect(Math.max(...most)).toBeLessThanOrEqual(100);
  expect(turns).toBe(most.length);
});

test('events that were counted are not asked for again', async () => {
  const journal = await holding(3);
  const asked: EventQuery[] = [];
  const tally = createTally(
    allEvents({
      ...journal,
      events(query) {
        asked.push(query);
        return journal.events(query);
      },
    }),
  );
  const refused = async () => (await tally()).seen.map(({ counts }) => counts.refused);
  expect(await refused()).toEqual([3]);
  await journal.append(attempt('more', { outcome: 'refused', status: 400 }));
  expect(await refused()).toEqual([4]);
  expect(asked.map(({ after }) => after)).toEqual([0, 3]);
});
