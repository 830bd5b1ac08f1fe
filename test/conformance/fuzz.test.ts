import { stat, writeFile } from 'node:fs/promises';
import { randomEvents } from '../../src/conformance/cases/fuzz/arbitraries.ts';
import { fuzz, fuzzCases } from '../../src/conformance/cases/fuzz/fuzz.ts';
import { keepFailure } from '../../src/conformance/cases/fuzz/replay.ts';
import { compileEvents } from '../../src/contract/compile-events.ts';
import type { Contract } from '../../src/contract/load.ts';
import type { CaseResult } from '../../src/report.ts';
import { fastCheck } from '../../src/schema/samples/strings.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { contractOf, type Schema } from '../support/generated.ts';

afterAll(removeFolders);

const withIt = (schema: Schema) => contractOf({ type: 'object', required: ['it'], properties: { it: schema } });

/** Sends the legal events of a plan to a receiver that refuses those for which `refuses` holds. */
async function fuzzed(contract: Contract, refuses: (it: unknown) => boolean = () => false) {
  const [good] = fuzzCases([contract], 200, 1);
  if (!good?.fuzz) throw new Error('no plan');
  const kept: string[] = [];
  const seen: unknown[] = [];
  const run = async (each: typeof good): Promise<CaseResult> => {
    const { id, title, group, level, requirement } = each;
    const event = JSON.parse(String(each.steps[0]?.send.body));
    seen.push(event);
    const status = refuses(event.it) ? 'FAIL' : 'PASS';
    const said = { expected: '', actual: '', why: '', reproduce: 'again --case x', durationMs: 0, exchanges: [] };
    return { id, title, group, level, requirement, status, ...said };
  };
  const result = await fuzz(good.fuzz, contract, run, async ({ body }) => `kept${kept.push(body)}`);
  return { result, seen, kept };
}

test('a contract for which chance finds no legal event is no failure, and holds nothing up', async () => {
  const { result, seen } = await fuzzed(await withIt({ type: 'string', pattern: '^a$', minLength: 2 }));
  expect([result.status, seen]).toEqual(['NOT-APPLICABLE', []]);
  expect(result.why).toContain('random events in a row');
});

test.each<[string, Schema]>([
  ['a pattern that looks ahead', { type: 'string', pattern: '^(?=.*[0-9])[a-z0-9]{4,}$', examples: ['ab12'] }],
  ['a pattern and a length', { type: 'string', pattern: '^[a-z]+$', minLength: 30, maxLength: 31 }],
  ['something contained', { type: 'array', items: { type: 'string' }, contains: { const: 'needle' } }],
  ['names by a rule', { type: 'object', minProperties: 3, propertyNames: { pattern: '^[a-z]{3}$' } }],
])('random legal events are found for %s', async (_, schema) => {
  const contract = await withIt(schema);
  const { result, seen } = await fuzzed(contract);
  const judge = compileEvents(contract);
  expect([result.status, seen.length]).toEqual(['PASS', 100]);
  expect(seen.filter((event) => judge(event).length > 0)).toEqual([]);
});

test('a legal event that is refused is shrunk to the smallest one', async () => {
  const contract = await withIt({ type: 'integer' });
  const { result, kept } = await fuzzed(contract, (it) => typeof it === 'number' && it >= 2 ** 31);
  expect([result.status, kept]).toEqual(['FAIL', [JSON.stringify({ it: 2 ** 31 })]]);
});

test('random addresses come from ranges that are reserved for documentation', async () => {
  const formats = ['email', 'uri', 'hostname', 'ipv4', 'ipv6'];
  const properties = Object.fromEntries(formats.map((format) => [format, { type: 'string', format }]));
  const { variants } = await contractOf({ type: 'object', required: formats, properties });
  const fc = fastCheck();
  const allowed: Record<string, RegExp> = {
    email: /@example\.com$/,
    uri: /^https?:\/\/example\.com(?![^:/?#])/,
    hostname: /\.example\.com$/,
    ipv4: /^192\.0\.2\.\d+$/,
    ipv6: /^2001:db8::/,
  };
  const values = fc.sample(randomEvents(variants), { seed: 1, numRuns: 300 }) as Record<string, string>[];
  for (const format of formats) {
    expect(values.map((each) => each[format]).filter((value) => !allowed[format]?.test(value ?? ''))).toEqual([]);
  }
});

test('a kept failure is readable by its owner only, also where a file stood before', async () => {
  const folder = await folderWith();
  await writeFile(`${folder}/fuzz.json`, 'old', { mode: 0o644 });
  const file = await keepFailure(folder, { schemaVersion: 1, expect: 'refused', seed: 1, body: '{}' }, 'fuzz');
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
});

test('an odd number of events is shared between legal and illegal ones, and none is added', async () => {
  const contract = await withIt({ type: 'string' });
  const shares = [5, 1].map((runs) => fuzzCases([contract], runs, 1).map(({ fuzz: plan }) => [plan?.kind, plan?.runs]));
  expect(shares).toEqual([
    [
      ['good', 3],
      ['bad', 2],
    ],
    [['good', 1]],
  ]);
});
