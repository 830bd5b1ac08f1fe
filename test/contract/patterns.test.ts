import { compileSchema } from '../../src/schema/validate/compile.ts';
import { boundedRegExp, renewPatternBudget } from '../../src/schema/validate/patterns.ts';
import { hookproofServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { type ProcessLimits, runLimited } from '../support/limited.ts';
import { documentWith } from './documents.ts';

afterAll(removeFolders);
beforeEach(renewPatternBudget);

const slow = `${'a'.repeat(40)}!`;
/** What backtracks without a bound takes hours. */
const soon: ProcessLimits = { processorSeconds: 20 };
const lookahead = '^(?=(a+)+$)a';
const backreference = '^((a+)\\2?)+$';

test.each([
  ['^[a-z]+-\\d{2}$', 'abc-12', 'abc-1'],
  ['^\\p{L}+$', 'é', '1'],
  ['^.$', '😀', 'ab'],
  ['x', 'axb', 'ab'],
  ['^(?=.*\\d)[a-z0-9]+$', 'a1', 'aa'],
  ['^(?!tmp)\\w+$', 'name', 'tmpname'],
  ['^(a)\\1$', 'aa', 'ab'],
])('%s takes %s and refuses %s', (pattern, good, bad) => {
  const compiled = boundedRegExp(pattern, 'u');
  expect([compiled.test(good), compiled.test(bad)]).toEqual([true, false]);
});

test('a process that has to wait for a processor judges as it does otherwise', () => {
  const pattern = boundedRegExp('^a+$', 'u');
  const clock = performance.now;
  let wall = 0;
  performance.now = () => (wall += 30);
  const results = Array.from({ length: 20 }, () => pattern.test('aaa'));
  performance.now = clock;
  expect(results).toEqual(Array(20).fill(true));
});

test.each(['^(a+)+$', lookahead, backreference])(
  '%s does not stall: what it stopped counts as no match, the texts of one value share its time, and the next has its own',
  async (pattern) => {
    const script = new URL('./match-pattern.ts', import.meta.url);
    expect(await runLimited(script, [pattern, slow], soon)).toBe('false 500 0\n');
  },
);

test('a long list of texts that fit is no attack', () => {
  const judge = compileSchema({ type: 'array', items: { type: 'string', pattern: '^\\d{9,12}$' } });
  expect(judge(Array(30_000).fill('123456789012'))).toEqual([]);
});

test('each pattern of a schema is judged by itself', () => {
  const properties = { a: { type: 'string', pattern: '^a$' }, b: { type: 'string', pattern: '^b$' } };
  const judge = compileSchema({ type: 'object', properties });
  expect(judge({ a: 'a', b: 'b' })).toEqual([]);
  expect(judge({ a: 'a', b: 'a' })).toMatchObject([{ pointer: '/b', rule: 'pattern' }]);
});

test('a receiver answers other requests soon after a body that makes a pattern backtrack', async () => {
  const schema = {
    type: 'object',
    properties: {
      plain: { type: 'string', pattern: '^(a+)+$' },
      odd: { type: 'array', items: { type: 'string', pattern: lookahead } },
    },
  };
  const folder = await folderWith({ 'contract.json': JSON.stringify(documentWith(schema)) });
  const receiver = await hookproofServer(['serve', '--contract', `${folder}/contract.json`], { limits: soon });
  const headers = { 'content-type': 'application/json' };
  const post = (body: unknown) => deliver(receiver.url, body, { path: '/sales', headers });
  const answers = await Promise.all([
    post({ plain: slow }),
    post({ odd: Array(10_000).fill(slow) }),
    post({ plain: `${'a'.repeat(900_000)}!` }),
    post({ plain: 'aaa', odd: ['aaa'] }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 200]);
  await receiver.stop();
});

test('what the machine does for others meanwhile is not the fault of a short text', () => {
  const pattern = boundedRegExp('^a+$', '');
  renewPatternBudget();
  let now = 0;
  const clock = performance.now;
  performance.now = () => {
    now += 1_000;
    return now;
  };
  try {
    expect([1, 2, 3].map(() => pattern.test('aaa'))).toEqual([true, true, true]);
  } finally {
    performance.now = clock;
  }
});
