import { damaged } from '../../bench/chaos/faults/damage.ts';
import { diskFull } from '../../bench/chaos/faults/disk-full.ts';
import { killed } from '../../bench/chaos/faults/kill.ts';
import { powerCut } from '../../bench/chaos/faults/power-cut.ts';
import { terminated } from '../../bench/chaos/faults/sigterm.ts';
import { soaked } from '../../bench/chaos/faults/soak.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { hasTool } from '../support/tool.ts';

afterAll(removeFolders);

// `make chaos` does the same more often, and says what it measured.
const ever = Number.POSITIVE_INFINITY;
const whole = { lost: 0, doubled: 0, broken: [] };

test('what was acknowledged is in the journal, once, after the receiver was killed', async () => {
  const outcome = await killed({ times: 2, readyWithinMs: ever })(await folderWith());
  expect(outcome).toMatchObject(whole);
  expect(outcome.acknowledged).toBeGreaterThan(100);
});

(hasTool('gcc') ? test : test.skip)(
  'a power cut takes nothing that was acknowledged, and what is not synced is caught',
  async () => {
    const outcome = await powerCut({ times: 2, controls: 1 })(await folderWith());
    expect(outcome).toMatchObject(whole);
    expect(outcome.acknowledged).toBeGreaterThan(50);
  },
);

test('a full disk is told of, and once there is room the receiver stores again by itself', async () => {
  const outcome = await diskFull({ times: 1, recoversWithinMs: ever })(await folderWith());
  expect(outcome).toMatchObject(whole);
  expect(outcome.figures).toContain('503');
});

test('what is under way at SIGTERM is stored, and the receiver ends', async () => {
  const outcome = await terminated({ times: 1, endsWithinMs: ever, heldUp: false })(await folderWith());
  expect(outcome).toMatchObject(whole);
});

test('a check of a damaged journal never takes it for whole', async () => {
  const outcome = await damaged(2)(await folderWith());
  expect(outcome).toMatchObject(whole);
  expect(outcome.figures).toContain('8 times damaged');
});

test('a soak of a second says what the receiver held, and finds all events', async () => {
  const outcome = await soaked({ ms: 1_000, everyMs: 500 })(await folderWith());
  expect(outcome).toMatchObject(whole);
  expect(outcome.figures).toMatch(/memory \d+ MiB at first.*open files \d+ at first/);
});
