import { loadContract } from '../../src/contract/load.ts';
import { loadScenarios, pickScenario, scenarioByDigits } from '../../src/scenario/load.ts';
import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const contract = await loadContract();

/** What loading a folder with these files is refused with: the message after the file's name, and the hint. */
async function refusal(files: Record<string, string>): Promise<string> {
  const folder = await folderWith(files);
  const error = await loadScenarios(contract, [folder]).then(
    () => new Error('it was taken'),
    (thrown: Error & { code?: string; hint?: string }) => thrown,
  );
  const { code, hint } = error as { code?: string; hint?: string };
  const message = error.message.replaceAll(/\S*hookproof-test-[^/: ]*\/?/g, '');
  return [code, message, ...(hint ? [hint] : [])].join(' | ');
}

const head = 'scenario: mine\ntitle: Mine\n';
const initiate = '  - { event: call.initiate.full }\n';
const mine = (steps: string, more = ''): Record<string, string> => ({ 'a.yaml': `${head}${more}steps:\n${steps}` });

test.each<[string, Record<string, string>, string]>([
  [
    'an order that the lifecycle does not allow',
    mine(`${initiate}  - { after: 1s, event: call.completed.full }\n`),
    'input | a.yaml: step 2 (call.completed.full): call.completed is not allowed in the state "initiate" | Allowed there: call.in-progress, call.failed, call.busy, call.no-answer, call.timeout, call.validation-failed, call.skip, call.aborted.',
  ],
  [
    'an event after the end',
    mine(
      '  - { event: call.skip.full }\n  - { event: call.lifecycle-ended.full }\n  - { event: call.initiate.full }\n',
    ),
    'input | a.yaml: step 3 (call.initiate.full): call.initiate is not allowed in the state "lifecycle-ended" | Allowed there: nothing, it is final.',
  ],
  [
    'a recorded event that is unknown',
    mine('  - { event: call.initiate.ful }\n'),
    'input | a.yaml: step 1 (call.initiate.ful): there is no recorded event "call.initiate.ful"; near it are call.initiate.full',
  ],
  [
    'a pointer that is none',
    mine('  - { event: call.initiate.full, set: { event/type: 1 } }\n'),
    'input | a.yaml: step 1 (call.initiate.full): "event/type" is no JSON pointer, such as /data/id',
  ],
  [
    'a pointer with a bad escape',
    mine('  - { event: call.initiate.full, set: { /a~2: 1 } }\n'),
    'input | a.yaml: step 1 (call.initiate.full): "/a~2" is no JSON pointer, such as /data/id',
  ],
  [
    'a pointer into nothing',
    mine('  - { event: call.initiate.full, set: { /event/dta/call: {} } }\n'),
    'input | a.yaml: step 1 (call.initiate.full): set: the event has no place for /event/dta/call',
  ],
  [
    'a pointer to a prototype',
    mine('  - { event: call.initiate.full, set: { /__proto__/x: 1 } }\n'),
    'input | a.yaml: step 1 (call.initiate.full): set: the event has no place for /__proto__/x',
  ],
  [
    'a pointer beyond the end of a list',
    mine('  - { event: action.create-order.full, set: { /event/data/payload/lineItems/3: {} } }\n'),
    'input | a.yaml: step 1 (action.create-order.full): set: the event has no place for /event/data/payload/lineItems/3',
  ],
  [
    'something to drop that is not there',
    mine('  - { event: call.initiate.full, drop: [/event/data/report] }\n'),
    'input | a.yaml: step 1 (call.initiate.full): drop: the event has no place /event/data/report',
  ],
  [
    'a shared value that reaches no event',
    mine(initiate, 'set: { /metdata: {} }\n'),
    'input | a.yaml: set: no event has the place /metdata',
  ],
  [
    'a time that is none',
    mine(`${initiate}  - { after: 4 sec, event: call.busy.full }\n`),
    'input | a.yaml: /steps/1/after must match pattern "^[0-9]{1,6}(\\.[0-9]{1,3})?(ms|s|m|h|d)$" (step 2 (call.busy.full))',
  ],
  [
    'a time that is a number',
    mine('  - { after: 4, event: call.initiate.full }\n'),
    'input | a.yaml: /steps/0/after must be string (step 1 (call.initiate.full))',
  ],
  [
    'a word that is unknown',
    mine('  - { event: call.initiate.full, set: { /metadata: $nwo } }\n'),
    'input | a.yaml: step 1 (call.initiate.full): the word "$nwo" is not known here, only $id, $now, $start are; a text that begins so is written "$$nwo"',
  ],
  [
    'a mark that comes later',
    mine(
      '  - { event: call.initiate.full, set: { /event/data/call/startedAt: $late } }\n  - { mark: late, event: call.busy.full }\n',
    ),
    'input | a.yaml: step 1 (call.initiate.full): the word "$late" is not known here, only $id, $now, $start are; a text that begins so is written "$$late"',
  ],
  [
    'a word with a bad distance',
    mine(`  - { event: call.initiate.full, set: { /metadata: { at: "x \${now+5 s}" } } }\n`),
    'input | a.yaml: step 1 (call.initiate.full): "$now+5 s": "5 s" is no time, such as 250ms, 4s, 5m or 1h',
  ],
  [
    'a mark with a meaning',
    mine('  - { mark: now, event: call.initiate.full }\n'),
    'input | a.yaml: step 1 (call.initiate.full): mark: "now" has a meaning already',
  ],
  [
    'an event that the contract refuses',
    mine('  - { event: call.initiate.full, set: { /event/data/call/status: lost } }\n'),
    'input | a.yaml: step 1 (call.initiate.full): /event/data/call/status must be one of initiate, in-progress, ended, completed, timeout, failed, validation-failed, busy, no-answer, skip, rescheduled, aborted (Voice Agent by Mirai Minds)',
  ],
  [
    'a written event that the contract refuses',
    mine('  - { body: { event: { type: call.initiate } } }\n'),
    "input | a.yaml: step 1: /event must have required property 'data' (Voice Agent by Mirai Minds)",
  ],
  [
    'the wrong contract',
    mine(initiate, 'contract: Voice Agent\n'),
    'input | a.yaml: it is written for the contract "Voice Agent", and this is "Voice Agent by Mirai Minds"',
  ],
  [
    'a step with two events',
    mine('  - { event: call.initiate.full, body: {} }\n'),
    'input | a.yaml: /steps/0 must match exactly one of the alternatives, but matches numbers 0 and 1 (step 1 (call.initiate.full))',
  ],
  ['no step', { 'a.yaml': `${head}steps: []\n` }, 'input | a.yaml: /steps must NOT have fewer than 1 items'],
  [
    'a key that is unknown',
    mine(initiate, 'titel: x\n'),
    "input | a.yaml: the file must not have the property 'titel'",
  ],
  ['a file that is empty', { 'a.yaml': '' }, 'input | a.yaml:1: empty'],
  ['a folder without scenarios', { 'a.txt': '' }, 'input | : holds no scenario'],
  [
    'two scenarios of one name',
    { ...mine(initiate), 'b.yaml': `${head}steps:\n${initiate}` },
    'input | b.yaml: the name mine is taken by a.yaml',
  ],
  [
    'digits of a bundled scenario',
    mine(initiate, 'digits: "01"\n'),
    'input | a.yaml: the digits 01 is taken by conformance/scenarios/order-recovered.yaml',
  ],
])('refused is %s', async (_, files, expected) => {
  expect(await refusal(files)).toBe(expected);
});

const bomb = Array.from(
  { length: 9 },
  (_, i) => `x${i}: &x${i} [${`*x${i - 1},`.repeat(i === 0 ? 0 : 9)}${i === 0 ? 'a' : ''}]`,
);

test.each([
  ['aliases that multiply', `${bomb.join('\n')}\n${head}steps:\n${initiate}`, /a\.yaml: .*alias/i],
  ['deep nesting', `${head}steps: ${'['.repeat(100_000)}`, /a\.yaml: .*deep/],
])('a hostile file is refused before it takes time or memory: %s', async (_, text, message) => {
  const folder = await folderWith({ 'a.yaml': text });
  const limits = { processorSeconds: 20, dataMiB: 1_500 };
  const { status, stderr } = await hookproofProcess(['simulate', '--list', '--scenarios', folder], { limits });
  expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('a folder that is not there is an input error', async () => {
  await expect(loadScenarios(contract, ['/nowhere/at/all'])).rejects.toMatchObject({ code: 'input' });
});

test('scenarios of a folder join the bundled ones, with recorded events of their own', async () => {
  const event = `{"event":{"type":"call.initiate","data":{"call":{"id":"x"}}},"metadata":{"text":"$now \${id}"}}`;
  const folder = await folderWith({
    'deep/a.yml': `${head}default: true\ndigits: "101"\nsteps:\n  - { event: started }\n`,
    'events/started.json': event,
  });
  const scenarios = await loadScenarios(contract, [folder]);
  expect(scenarios.all.length).toBeGreaterThan(12);
  const own = pickScenario(scenarios, 'mine');
  expect(own.steps[0]?.template).toEqual(JSON.parse(event));
  expect(pickScenario(scenarios, undefined)).toBe(own);
  expect(scenarioByDigits(scenarios, '+1 202-555-0101')).toBe(own);
  expect(scenarioByDigits(scenarios, '+1-202-555-0201')?.name).toBe('order-recovered');
  expect(scenarioByDigits(scenarios, '+1-202-555-0199')).toBeUndefined();
});

test('an unknown name is a usage error that tells the near ones', async () => {
  const scenarios = await loadScenarios(contract);
  const thrown = (name: string) => {
    try {
      return pickScenario(scenarios, name).name;
    } catch (error) {
      return error;
    }
  };
  expect(thrown('order-recoverd')).toMatchObject({ code: 'usage', hint: 'Did you mean order-recovered?' });
  expect(thrown('busy')).toMatchObject({ code: 'usage', hint: 'Did you mean busy-then-answered?' });
  expect(thrown('xyz')).toMatchObject({ hint: expect.stringMatching(/^Known are: .*order-recovered/) });
});

const order = `contract: ${contract.title}\nstart: new\nevents:\n  call.busy: { from: [new], to: over }\n`;

test('a lifecycle of the folder takes the place of ours and of our scenarios', async () => {
  const folder = await folderWith({ 'lifecycle.yaml': order, ...mine('  - { event: call.busy.full }\n') });
  const { all, lifecycle } = await loadScenarios(contract, [folder]);
  expect(all.map(({ name }) => name)).toEqual(['mine']);
  expect(lifecycle).toMatchObject({ start: 'new', abort: undefined });
});

test.each([
  [
    'its own',
    `${order}`,
    'input | a.yaml: step 1 (call.initiate.full): call.initiate is not allowed in the state "new" | Allowed there: call.busy.',
  ],
  [
    'a state that nothing leads to',
    order.replace('[new]', '[new, nwe]'),
    'input | lifecycle.yaml: call.busy: no event leads to the state "nwe"',
  ],
  [
    'an unknown scenario after an abort',
    `${order}  call.initiate: { from: [new], to: over }\nabort: { from: [new], scenario: gone }\n`,
    'input | lifecycle.yaml: abort: there is no scenario "gone"',
  ],
  [
    'an abort from where its scenario is not allowed',
    `${order}  call.initiate: { from: [new], to: over }\nabort: { from: [new, over], scenario: mine }\n`,
    'input | a.yaml: step 1 (call.initiate.full): call.initiate is not allowed in the state "over" | Allowed there: nothing, it is final.',
  ],
  [
    'the wrong contract',
    order.replace(contract.title, 'Other'),
    'input | lifecycle.yaml: it is written for the contract "Other", and this is "Voice Agent by Mirai Minds"',
  ],
])('a lifecycle of the folder is refused for %s', async (_, lifecycle, expected) => {
  expect(await refusal({ 'lifecycle.yaml': lifecycle, ...mine(initiate) })).toBe(expected);
});
