import { effectsLog } from '../../src/effects/log.ts';
import { closeOrigins, origin } from '../support/origin.ts';

afterAll(closeOrigins);

const line = (letter: string): string => `${JSON.stringify({ sha256: letter.repeat(64) })}\n`;
const [a, b, c] = [line('a'), line('b'), line('c')];

test.each([
  ['grows', [a, a + b, a + b + a], { a: 2, b: 1 }],
  ['grows by a line that no line feed ends yet', [a, (a + b).trimEnd(), a + b + b], { a: 1, b: 2 }],
  ['begins anew', [a + b, c], { c: 1 }],
  ['begins anew, and is as long as before', [a + b, a + c], { a: 1, c: 1 }],
  ['is empty in between', [a, '', a], { a: 1 }],
  ['has empty lines', [`\n${a}`, `\n${a}\n\n${a}`], { a: 2 }],
])('a log that %s is counted as if it was read once', async (_, texts, expected) => {
  const left = [...texts];
  const log = effectsLog(new URL(await origin((_, response) => response.end(left.shift()))), 5_000);
  let counts: ReadonlyMap<string, number> = new Map();
  for (const _ of texts) counts = await log.counts();
  log.close();
  expect(Object.fromEntries([...counts].map(([sha256, count]) => [sha256[0], count]))).toEqual(expected);
});

test('a line that is none is named by its number in the whole log', async () => {
  const left = [a + b, `${a + b + c}what\n`];
  const log = effectsLog(new URL(await origin((_, response) => response.end(left.shift()))), 5_000);
  await log.counts();
  await expect(log.counts()).rejects.toThrow(/, line 4: no JSON object with a sha256/);
  log.close();
});
