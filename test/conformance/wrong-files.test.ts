import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** What is said of a file with one case that says this. */
async function refusal(says: string): Promise<string> {
  const common = 'title: t, level: MUST, requirement: { source: s, quote: q }';
  const folder = await folderWith({ 'mine.yaml': `group: mine\ncases:\n  - { ${common}, ${says} }\n` });
  const { status, stderr } = await hookproof(['verify', '--list', '--cases', folder]);
  expect(status).toBe(2);
  return stderr;
}

test.each([
  [
    'a word for expect that is none',
    'id: mine.a, expect: acepted',
    /mine\.yaml: \/cases\/0\/expect must be one of accepted, refused/,
  ],
  [
    'a flow beside expect',
    'id: mine.a, expect: accepted, flow: [{ expect: accepted }]',
    /mine\.yaml: \/cases\/0\/expect must not be there/,
  ],
  [
    'an event that was not recorded',
    'id: mine.a, expect: accepted, send: { event: call.nope }',
    /mine\.yaml: case mine\.a: there is no recorded event "call\.nope"/,
  ],
  [
    'two bodies',
    'id: mine.a, expect: accepted, send: { event: call.initiate.full, body: x }',
    /mine\.yaml: \/cases\/0\/send\/body must not be there/,
  ],
  [
    'a query without a question mark',
    'id: mine.a, expect: accepted, send: { query: a=1 }',
    /mine\.yaml: \/cases\/0\/send\/query must match pattern/,
  ],
  [
    'a key that is misspelt',
    'id: mine.a, expekt: accepted',
    /mine\.yaml: \/cases\/0 must have required property 'expect', must not have the property 'expekt' \(case mine\.a\)/,
  ],
  [
    'an id of another file',
    'id: media.huge-body, expect: accepted',
    /the id media\.huge-body: \S*bodies\.yaml and \S*mine\.yaml/,
  ],
])('a case file with %s is refused by its name and the place that is wrong', async (_, says, expected) => {
  expect(await refusal(says)).toMatch(expected);
});

test('a folder of cases that is not there is named in one line', async () => {
  const { status, stderr } = await hookproof(['verify', '--list', '--cases', '/nowhere']);
  expect([status, stderr]).toEqual([2, 'hookproof: /nowhere: no such folder\n']);
});

test.each([
  ['an event that ends in the middle', '[{"event":{}},\n{"event":{', /events\.json:2: the event ends in the middle/],
  ['no event', '[]', /events\.json: no event found/],
])('a recording with %s is refused by its name and line', async (_, text, expected) => {
  const app = 'export default (request, response) => response.end();';
  const folder = await folderWith({ 'events.json': text, 'app.mjs': app });
  const files = ['--module', `${folder}/app.mjs`, '--events', `${folder}/events.json`];
  const { status, stderr } = await hookproof(['verify', ...files]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(expected)]);
});
