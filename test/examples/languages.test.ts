import { readdir, readFile } from 'node:fs/promises';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { languageExamples, startLine } from './languages.ts';

afterAll(removeFolders);

const keys = ['--public-key', 'pk_new,pk_old', '--private-key', 'sk_new_0123456789,sk_old_0123456789'];

describe.each(languageExamples)('the example $folder', (example) => {
  (example.isRunnable() ? test : test.skip)(
    'passes a sample of each group, exactly once and a kill included, with keys and signature',
    async () => {
      const exec = startLine(example, await folderWith(), 'both');
      const args = ['--auth', 'both', '--strict', '--effects', '/effects', '--sample', '5', ...keys];
      const { status, stdout } = await hookproof(['verify', '--exec', exec, ...args]);
      expect([status, stdout.split('\n')[0]]).toEqual([
        0,
        expect.stringMatching(/^PASS \d{2,} of \d{2,} cases passed/),
      ]);
      expect(stdout).toMatch(/^ {2}durability +2 PASS$/m);
    },
  );

  test('judges by the schema that the command prints', async () => {
    const { stdout } = await hookproof(['contract', '--format', 'json-schema', ...example.draft]);
    expect(await readFile(`${root}examples/${example.folder}/event.schema.json`, 'utf8')).toBe(stdout);
  });

  test('has at most 150 lines that somebody wrote', async () => {
    const folder = `${root}examples/${example.folder}`;
    const written = (await readdir(folder)).filter((name) => /\.(go|php|py)$/.test(name));
    const texts = await Promise.all(written.map((name) => readFile(`${folder}/${name}`, 'utf8')));
    expect(texts.join('').split('\n').length - 1).toBeLessThanOrEqual(150);
  });
});
