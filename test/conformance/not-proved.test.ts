import { loadContract } from '../../src/contract/load.ts';
import { fingerprintOf } from '../../src/effects/log.ts';
import { type Report, type VerifyOptions, verify } from '../../src/index.ts';
import { valueAt } from '../../src/schema/pointer.ts';
import { developmentKeys as keys } from '../../src/signature/keys.ts';
import { type Change, receiver } from '../receivers/correct.ts';
import { parsed } from '../receivers/faulty/fault.ts';
import { hookproof } from '../support/cli.ts';
import { closeOrigins, origin } from '../support/origin.ts';

const contract = await loadContract();

afterAll(closeOrigins);

/** Works on the first event of each call, and takes the others for duplicates of it: an order that comes later is lost. */
const dedupesByCall: Change = () => ({
  take(body, { effects, seen }) {
    const fingerprint = fingerprintOf(body);
    const call = String(valueAt(parsed(body), ['event', 'data', 'call', 'id']) ?? fingerprint);
    if (!seen.has(call)) effects.push(fingerprint);
    seen.add(call);
  },
});

test('a receiver that tells events apart by their call passes, and fails where it shows what becomes of orders', async () => {
  const url = await origin(receiver(contract, keys, dedupesByCall));
  const groups = ['--group', 'effects', '--group', 'semantics', '--group', 'schema.good'];
  const args = ['verify', '--url', url + contract.operation.path, ...groups];
  const [blind, seeing] = [await hookproof(args), await hookproof([...args, '--effects', '/effects'])];
  expect([blind.status, blind.stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(/^PASS .*; only \d+ of \d+ cases run; exactly-once not proved: give --effects URL\|path$/),
  ]);
  expect([seeing.status, seeing.stdout]).toEqual([1, expect.not.stringContaining('exactly-once not proved')]);
  expect(seeing.stdout).toMatch(
    /^FAIL loses-accepted-events +\d+ cases: Loses events: accepts them and never works on them\n.*hint .*tell events apart/m,
  );
});

const once = ['effects.duplicate.*', 'effects.whole-call', 'effects.same-call-other-type'];
const judged = (change: Change, more: Partial<VerifyOptions>): Promise<Report> =>
  verify({ target: receiver(contract, keys, change), keys, timeoutMs: 60_000, ...more });

test('an effects log that shows nothing fails the cases about effects, for one cause', async () => {
  const forgets: Change = () => ({ take() {} });
  const { cases, causes } = await judged(forgets, {
    cases: [...once, 'routing.post'],
    effects: '/effects',
    // What never shows is awaited so long; a busy machine must answer within it, too.
    timeoutMs: 3_000,
  });
  expect(new Set(cases.map(({ group, status }) => `${group} ${status}`))).toEqual(
    new Set(['effects FAIL', 'routing PASS']),
  );
  expect(causes?.map(({ id }) => id)).toEqual(['effects-log-shows-nothing']);
  expect(causes?.[0]?.hint).toMatch(/--effects.*SHA-256 of the raw body/);
});

test('restarts and credentials that are not proved are told, too', async () => {
  const right: Change = () => ({});
  const told = await judged(right, { cases: ['durability.*', 'routing.post'], effects: '/effects' });
  expect(told.notProved?.slice(1)).toEqual(['restarts not proved: give --exec']);
  const open = await judged(right, { cases: ['effects.*', 'routing.post'], effects: '/effects' });
  expect(open.notProved?.slice(1)).toEqual([]);
  const bare = await judged(() => ({ authenticate: () => true }), { cases: ['routing.post'], auth: 'none' });
  expect(bare.notProved?.slice(1)).toEqual(['credentials not proved: leave --auth none out']);
});
