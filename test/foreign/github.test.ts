import { readFile } from 'node:fs/promises';
import { sign } from '@octokit/webhooks-methods';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { hookproofProcess, hookproofServer, type RunningCli } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

interface Example {
  /** The name of the event, as GitHub's header has it. */
  event: string;
  payload: { action?: string };
}

interface GithubDocument {
  webhooks: Record<string, { post: { operationId: string } }>;
}

const packages = new URL('node_modules/@octokit/', import.meta.url).pathname;
const contract = `${packages}openapi-webhooks/generated/api.github.com.json`;
const read = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
const document: GithubDocument = await read(contract);
const examples: Example[] = (await read(`${packages}webhooks-examples/api.github.com/index.json`)).flatMap(
  ({ name, examples: payloads }: { name: string; examples: Example['payload'][] }) =>
    payloads.map((payload) => ({ event: name, payload })),
);
const secret = 'no-real-secret';
const about = ['--contract', contract, '--event-from', 'header:X-GitHub-Event'];

/** Gives the headers with which GitHub delivers an event. */
async function headersOf({ event, payload }: Example): Promise<Record<string, string>> {
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/fake',
    'x-github-hook-id': '1',
    'x-github-event': event,
    'x-github-hook-installation-target-id': '1',
    'x-github-hook-installation-target-type': 'repository',
    'x-github-delivery': '00000000-0000-4000-8000-000000000000',
    'x-hub-signature-256': await sign(secret, JSON.stringify(payload)),
  };
}

/** Judges each example by plain Ajv; undefined where no operation, or no one, is of its event and action. */
function verdictsOfAjv(): (boolean | undefined)[] {
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema(document, 'github');
  const operations = Object.entries(document.webhooks).map(([name, { post }]) => {
    const [event = '', action] = post.operationId.replaceAll('-', '_').split('/');
    return { name, event, action };
  });
  return examples.map(({ event, payload }) => {
    const own = operations.filter((each) => each.event === event && [undefined, payload.action].includes(each.action));
    if (own.length !== 1) return undefined;
    return ajv.validate(
      { $ref: `github#/webhooks/${own[0]?.name}/post/requestBody/content/application~1json/schema` },
      payload,
    ) as boolean;
  });
}

const expected = verdictsOfAjv();
const compared = (verdicts: boolean[]) =>
  examples.map(({ event, payload }, index) => [
    `${index} ${event} ${payload.action}`,
    expected[index] === undefined ? 'not compared' : verdicts[index],
  ]);

let server: RunningCli;
beforeAll(async () => {
  server = await hookproofServer(['serve', ...about, '--signature', 'github'], {
    env: { HOOKPROOF_PRIVATE_KEY: secret },
  });
}, 120_000);
afterAll(async () => {
  await server.stop();
  await removeFolders();
});

test('there are examples that are valid and some that are not, and hardly one without an operation', () => {
  const count = (verdict: boolean | undefined) => expected.filter((each) => each === verdict).length;
  expect([examples.length, count(undefined)]).toEqual([329, 2]);
  expect(count(true)).toBeGreaterThan(200);
  expect(count(false)).toBeGreaterThan(100);
});

test('check judges a recording of all of them, mixed, as plain Ajv does, in less than 500 MB', async () => {
  const lines = await Promise.all(
    examples.map(async (example) => {
      const request = { method: 'POST', headers: await headersOf(example), body: JSON.stringify(example.payload) };
      return `${JSON.stringify({ request })}\n`;
    }),
  );
  const file = `${await folderWith({ 'mixed.ndjson': lines.join('') })}/mixed.ndjson`;
  // Beside its heap the process takes less than 200 MB, so 500 in all; a larger heap would end it.
  const peak = 'process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';
  const env = { NODE_OPTIONS: `--max-old-space-size=300 --import=data:text/javascript,${encodeURIComponent(peak)}` };
  const begun = performance.now();
  const { status, stdout, stderr } = await hookproofProcess(['check', file, ...about, '--format', 'json'], { env });
  const megabytes = Math.round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1_000);
  process.stderr.write(`check: 329 events in ${Math.round(performance.now() - begun)} ms and ${megabytes} MB\n`);
  expect(status).toBe(1);
  const { findings, summary } = JSON.parse(stdout);
  const illegal = new Set(findings.map(({ line }: { line: number }) => line));
  expect(summary).toMatchObject({ events: 329, illegal: illegal.size });
  expect(compared(examples.map((_, index) => !illegal.has(index + 1)))).toEqual(
    compared(expected.map((verdict) => verdict === true)),
  );
}, 240_000);

test('serve takes those that are valid, signed by GitHub’s own code, and no other', async () => {
  const accepted = [];
  for (const example of examples) {
    const body = JSON.stringify(example.payload);
    const response = await fetch(`${server.url}/webhooks`, { method: 'POST', headers: await headersOf(example), body });
    await response.arrayBuffer();
    accepted.push(response.ok);
  }
  expect(compared(accepted)).toEqual(compared(expected.map((verdict) => verdict === true)));
  const [example] = examples as [Example];
  const headers = { ...(await headersOf(example)), 'x-hub-signature-256': await sign('another-secret', '{}') };
  const denied = await fetch(`${server.url}/webhooks`, { method: 'POST', headers, body: '{}' });
  expect(denied.status).toBe(401);
}, 240_000);

test('serve passes a sample of the cases of all operations about issues', async () => {
  // All 16,000 take minutes; ten of each group and operation meet every operation and every group.
  const args = [
    '--operation',
    'issues/*',
    '--signature',
    'github',
    '--sample',
    '10',
    '--bad-events',
    'refuse',
    '--report',
    'json',
  ];
  const { status, stdout, stderr } = await hookproofProcess(
    ['verify', '--url', `${server.url}/webhooks`, ...about, ...args],
    { env: { HOOKPROOF_PRIVATE_KEY: secret } },
  );
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  const { summary, suite, cases } = JSON.parse(stdout);
  process.stderr.write(`verify: ${summary.total} of ${suite.sample.of} cases in ${summary.durationMs} ms\n`);
  expect(summary).toMatchObject({ verdict: 'pass', fail: 0, warn: 0 });
  const tried = new Set(cases.map(({ id }: { id: string }) => /@issues-(.*)$/.exec(id)?.[1]).filter(Boolean));
  expect(tried.size).toBe(Object.keys(document.webhooks).filter((name) => name.startsWith('issues-')).length);
}, 240_000);
