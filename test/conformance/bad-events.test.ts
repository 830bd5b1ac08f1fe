import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { loadContract, type VerifyOptions, verify } from '../../src/index.ts';
import type { CaseResult } from '../../src/report.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { webhooksDocument } from '../support/webhooks.ts';

afterAll(removeFolders);

/** A webhook that documents no refusal of bad events, or those that are given. */
const webhook = (refusal: object, id = 'id') => ({
  schema: {
    type: 'object',
    required: [id, 'state'],
    properties: { [id]: { type: 'string' }, state: { enum: ['sent', 'there'] } },
  },
  responses: { 200: { description: 'Taken' }, ...refusal },
});
const parcels = (refusal: object) => webhooksDocument('Parcels', { parcel: webhook(refusal) });
const refuses = { 400: { description: 'Bad' } };

const groups = ['schema', 'media', 'semantics', 'errors', 'fuzz'];

const acknowledgingApp = 'export default (request, response) => request.resume().once("end", () => response.end());';

async function judged(
  given: Pick<VerifyOptions, 'badEvents' | 'effects'>,
  refusal: object,
  target: RequestListener,
): Promise<[word: string | undefined, failed: string[]]> {
  const folder = await folderWith({ 'parcels.yaml': parcels(refusal) });
  const contract = await loadContract({ contract: `${folder}/parcels.yaml`, auth: 'none' });
  const { cases, suite } = await verify({ target, contract, groups, fuzz: 20, timeoutMs: 10_000, ...given });
  return [suite.badEvents, cases.filter(({ status }) => status === 'FAIL').map(({ id }) => id)];
}

/** Acknowledges whatever it is sent, and fails where its `fault` says so. */
function acknowledging(fault: (body: string) => boolean = () => false): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => response.writeHead(fault(Buffer.concat(chunks).toString()) ? 500 : 200).end());
  };
}

test('a receiver may acknowledge what it ignores, where no refusal is documented', async () => {
  expect(await judged({}, {}, acknowledging())).toEqual(['ignore', []]);
  const [policy, failed] = await judged({}, { 422: { description: 'Bad' } }, acknowledging());
  expect(policy).toBe('refuse');
  expect(failed).toEqual(expect.arrayContaining(['media.empty-body', 'media.truncated', 'fuzz.bad']));
  expect(failed.some((id) => id.startsWith('schema.bad.'))).toBe(true);
});

test('--bad-events overrules what is documented', async () => {
  expect(await judged({ badEvents: 'ignore' }, refuses, acknowledging())).toEqual(['ignore', []]);
  const [policy, failed] = await judged({ badEvents: 'refuse' }, {}, acknowledging());
  expect([policy, failed.includes('media.truncated')]).toEqual(['refuse', true]);
});

test('a receiver that fails at a bad event is never right', async () => {
  const [, failed] = await judged(
    {},
    {},
    acknowledging((body) => !body.endsWith('}')),
  );
  expect(failed).toEqual(expect.arrayContaining(['media.empty-body', 'media.truncated']));
});

test('what is ignored takes no effect', async () => {
  const effects: string[] = [];
  const takes: RequestListener = (request, response) => {
    const hash = createHash('sha256');
    request.on('data', (chunk) => hash.update(chunk));
    request.on('end', () => {
      if (request.url !== '/effects') effects.push(JSON.stringify({ sha256: hash.digest('hex') }));
      response.end(request.url === '/effects' ? effects.join('\n') : '');
    });
  };
  const [, failed] = await judged({ effects: '/effects' }, {}, takes);
  expect(failed).toEqual(expect.arrayContaining(['media.truncated', 'media.not-json']));
  expect(failed.some((id) => id.startsWith('schema.bad.'))).toBe(true);
  expect(failed.some((id) => id.startsWith('schema.good.'))).toBe(false);
});

test('the verdict says that bad events may be ignored, and a wrong word is refused', async () => {
  const folder = await folderWith({
    'parcels.yaml': parcels({}),
    'app.mjs': acknowledgingApp,
  });
  const args = ['verify', '--module', `${folder}/app.mjs`, '--contract', `${folder}/parcels.yaml`, '--auth', 'none'];
  const { stdout } = await hookproof([...args, '--case', 'media.truncated']);
  expect(stdout).toMatch(/^PASS 1 of 1 cases passed \(bad events may be ignored\); only 1 of \d+ cases run\n/);
  const { stdout: refusing } = await hookproof([...args, '--case', 'media.truncated', '--bad-events', 'refuse']);
  expect(refusing).toMatch(/^FAIL .*media\.truncated(?:.|\n)*--bad-events 'refuse' --case media\.truncated/);
  expect(await hookproof([...args, '--bad-events', 'drop'])).toMatchObject({ status: 2 });
});

test('the bundled contract documents a refusal, and asks for it', async () => {
  const { suite, cases } = await verify({ target: acknowledging(), cases: ['media.truncated'] });
  expect([suite.badEvents, cases[0]?.status]).toEqual(['refuse', 'FAIL']);
});

test('of operations that document a refusal and others, each is judged by its own rule, and the report says so', async () => {
  const both = webhooksDocument('Parcels', { parcel: webhook(refuses), letter: webhook({}, 'code') });
  const folder = await folderWith({ 'parcels.yaml': both, 'app.mjs': acknowledgingApp });
  const args = ['verify', '--module', `${folder}/app.mjs`, '--contract', `${folder}/parcels.yaml`, '--auth', 'none'];
  const reports = ['--report', 'tty', '--report', `json:${folder}/report.json`];
  const { stdout } = await hookproof([
    ...args,
    '--case',
    'schema.bad.required.id*',
    '--case',
    'schema.bad.required.code*',
    ...reports,
  ]);
  const report = JSON.parse(await readFile(`${folder}/report.json`, 'utf8'));
  expect(report.suite.badEvents).toBe('mixed');
  expect(report.cases.map((each: CaseResult) => `${each.id} ${each.expected} ${each.status}`)).toEqual([
    'schema.bad.required.id@parcel 4xx FAIL',
    'schema.bad.required.code@letter 2xx or 4xx PASS',
  ]);
  expect(stdout).toContain('bad events may be ignored where no 400 or 422 is documented');
});

test('titles say what is asked, where bad events are refused and where they may be ignored', async () => {
  const folder = await folderWith({ 'parcels.yaml': parcels({}) });
  const titles = async (...args: string[]): Promise<Map<string, string>> => {
    const { stdout } = await hookproof(['verify', '--list', ...args, '--auth', 'none', '--fuzz', '4']);
    return new Map([...stdout.matchAll(/^\S+ +(\S+) {2}(.*)$/gm)].map(([, id = '', title = '']) => [id, title]));
  };
  const refused = await titles('--contract', `${folder}/parcels.yaml`, '--bad-events', 'refuse');
  const ignored = await titles('--contract', `${folder}/parcels.yaml`);
  expect([...ignored.keys()]).toEqual([...refused.keys()]);
  expect(refused.get('media.truncated')).toBe('A body that breaks off is refused');
  expect(ignored.get('media.truncated')).toBe('A body that breaks off is refused or ignored');
  expect(ignored.get('media.top-level-null')).toBe('null is not an event (refused or ignored)');
  // What is wrong besides the body is refused as ever.
  expect(ignored.get('media.wrong-media-type')).toBe(refused.get('media.wrong-media-type'));
  const told = [...ignored].filter(([id]) => /^(schema\.bad|fuzz\.bad|errors\.bad-json)/.test(id));
  expect(told.filter(([id, title]) => !/refused or ignored/.test(title) && !id.includes('enum.'))).toEqual([]);
});

test('a configuration says it, too', async () => {
  const cwd = await folderWith({
    'parcels.yaml': parcels(refuses),
    'app.mjs': acknowledgingApp,
    'hookproof.config.yaml': 'contract: parcels.yaml\nauth: none\nverify: { module: app.mjs, bad-events: ignore }\n',
  });
  const run = await hookproof(['verify', '--case', 'media.truncated'], { cwd });
  expect([run.status, run.stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(/^PASS 1 of 1 cases passed \(bad events may be ignored\);/),
  ]);
  const other = await hookproof(['verify', '--case', 'media.truncated', '--bad-events', 'refuse'], { cwd });
  expect(other.status).toBe(1);
});
