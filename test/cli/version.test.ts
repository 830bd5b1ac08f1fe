import { readFile } from 'node:fs/promises';
import { hookproof, hookproofProcess, root } from '../support/cli.ts';

const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string };

test.each([['--version'], ['-V'], ['--debug --version'], ['-V -V']])('%s prints the version', async (args) => {
  const { stdout, stderr, status } = await hookproofProcess(args.split(' '));
  expect([stdout, stderr, status]).toEqual([`${version}\n`, '', 0]);
});

test('options without a command are told as that, beside where to look', async () => {
  const { stdout, stderr, status } = await hookproof(['--debug']);
  expect([stdout, status]).toEqual(['', 2]);
  expect(stderr).toContain('hookproof: no command is named\n  See: hookproof --help\n');
});
