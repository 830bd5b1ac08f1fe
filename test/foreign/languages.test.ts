import { languageExamples, startLine } from '../examples/languages.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const samples = [
  { auth: 'keys', sample: ['--sample', '25'] },
  { auth: 'signature', sample: ['--sample', '25'] },
  { auth: 'both', sample: [] },
];

describe.each(languageExamples)('the example $folder', (example) => {
  (example.isRunnable() ? test : test.skip).each(samples)(
    'passes what it is asked with $auth without a warning, exactly once and a kill included',
    async ({ auth, sample }) => {
      const exec = startLine(example, await folderWith(), auth);
      const args = ['--auth', auth, '--strict', '--effects', '/effects', ...sample];
      const { status, stdout } = await hookproof(['verify', '--exec', exec, ...args]);
      expect([status, stdout.split('\n')[0]]).toEqual([
        0,
        expect.stringMatching(/^PASS \d{3,} of \d{3,} cases passed/),
      ]);
      expect(stdout).toMatch(/^ {2}durability +2 PASS$/m);
    },
  );
});
