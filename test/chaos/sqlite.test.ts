import { diskFull } from '../../bench/chaos/faults/disk-full.ts';
import { killed } from '../../bench/chaos/faults/kill.ts';
import { powerCut } from '../../bench/chaos/faults/power-cut.ts';
import { terminated } from '../../bench/chaos/faults/sigterm.ts';
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
