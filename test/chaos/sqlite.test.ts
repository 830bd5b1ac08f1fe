import { killed } from '../../bench/chaos/faults/kill.ts';
import { powerCut } from '../../bench/chaos/faults/power-cut.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { hasTool } from '../support/tool.ts';

afterAll(removeFolders);

// `make chaos` does the same more often, and says what it measured.
const whole = { lost: 0, doubled: 0, broken: [] };

test('what was acknowledged is in the journal, once, after the receiver was killed', async () => {
  const outcome = await killed({ times: 2, readyWithinMs: Number.POSITIVE_INFINITY })(await folderWith());
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
