import { PassThrough } from 'node:stream';
import { progressBar } from '../../src/cli/progress.ts';

async function shown(isTTY: boolean): Promise<string> {
  const stderr = Object.assign(new PassThrough(), {
    isTTY,
    columns: 80,
    rows: 24,
    cursorTo: () => {},
    clearLine: () => {},
  });
  const written: string[] = [];
  stderr.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const bar = await progressBar({ stderr }, 10, 'things');
  bar.update(10);
  bar.stop();
  return written.join('');
}

test('a bar counts on a terminal', async () => {
  expect(await shown(true)).toMatch(/0\/10 things/);
});

test('nothing is written where there is no terminal', async () => {
  expect(await shown(false)).toBe('');
});
