import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { loadContract, type VerifyOptions, verify } from '../../src/index.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** A document of one webhook that says nothing of bad events, or documents that it refuses them. */
const document = (statuses: string): string => `openapi: 3.1.0
info: { title: Parcels, version: 1.0.0 }
webhooks:
  parcel:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [id, state]
              properties: { id: { type: string }, state: { enum: [sent, there] } }
      responses: { '200': { description: Taken }${statuses} }
`;

const groups = ['schema', 'media', 'semantics', 'fuzz'];

async function judged(
  given: Pick<VerifyOptions, 'badEvents' | 'effects'>,
  statuses: string,
  target: RequestListener,
): Promise<[word: string | undefined, failed: string[]]> {
  const folder = await folderWith({ 'parcels.yaml': document(statuses) });
  const contract = await loadContract({ contract: `${folder}/parcels.yaml`, auth: 'none' });
  const { cases, suite } = await verify({ target, contract, groups, fuzz: 20, timeoutMs: 3_000, ...given });
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
  expect(await judged({}, '', acknowledging())).toEqual(['ignore', []]);
  const [policy, failed] = await judged({}, ", '422': { description: Bad }", acknowledging());
  expect(policy).toBe('refuse');
  expect(failed).toEqual(expect.arrayContaining(['media.empty-body', 'media.truncated', 'fuzz.bad']));
  expect(failed.some((id) => id.startsWith('schema.bad.'))).toBe(true);
});

test('--bad-events overrules what is documented', async () => {
  expect(await judged({ badEvents: 'ignore' }, ", '400': { description: Bad }", acknowledging())).toEqual([
    'ignore',
    [],
  ]);
  const [policy, failed] = await judged({ badEvents: 'refuse' }, '', acknowledging());
  expect([policy, failed.includes('media.truncated')]).toEqual(['refuse', true]);
});

test('a receiver that fails at a bad event is never right', async () => {
  const [, failed] = await judged(
    {},
    '',
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
  const [, failed] = await judged({ effects: '/effects' }, '', takes);
  expect(failed).toEqual(expect.arrayContaining(['media.truncated', 'media.not-json']));
  expect(failed.some((id) => id.startsWith('schema.bad.'))).toBe(true);
  expect(failed.some((id) => id.startsWith('schema.good.'))).toBe(false);
});

test('the verdict says that bad events may be ignored, and a wrong word is refused', async () => {
  const folder = await folderWith({
    'parcels.yaml': document(''),
    'app.mjs': 'export default (request, response) => request.resume().once("end", () => response.end());',
  });
  const args = ['verify', '--module', `${folder}/app.mjs`, '--contract', `${folder}/parcels.yaml`, '--auth', 'none'];
  const { stdout } = await hookproof([...args, '--case', 'media.truncated']);
  expect(stdout).toMatch(/^PASS 1 of 1 cases passed \(bad events may be ignored\)\n/);
  const { stdout: refusing } = await hookproof([...args, '--case', 'media.truncated', '--bad-events', 'refuse']);
  expect(refusing).toMatch(/^FAIL .*media\.truncated(?:.|\n)*--bad-events 'refuse' --case media\.truncated/);
  expect(await hookproof([...args, '--bad-events', 'drop'])).toMatchObject({ status: 2 });
});

test('the bundled contract documents a refusal, and asks for it', async () => {
  const { suite, cases } = await verify({ target: acknowledging(), cases: ['media.truncated'] });
  expect([suite.badEvents, cases[0]?.status]).toEqual(['refuse', 'FAIL']);
});
