import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { type DescribeOptions, describeConformance } from '../../src/jest.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproof } from '../support/cli.ts';
import { closeOrigins, origin } from '../support/origin.ts';

afterAll(closeOrigins);

const [first, second] = ['effects.duplicate.call.initiate', 'effects.duplicate.call.ended'] as const;
const fault = `${first}: at the end of the run, an event took effect 2 times`;

/** Takes effect of its first event, but for those `before`, a second time two events later, long after that was looked at. */
function forgetful(before = 0): RequestListener {
  const effects: string[] = [];
  return (request, response) => {
    if (request.url === '/effects') {
      response.end(effects.map((sha256) => `${JSON.stringify({ sha256 })}\n`).join(''));
      return;
    }
    const hash = createHash('sha256');
    request.on('data', (chunk) => hash.update(chunk));
    request.on('end', () => {
      const sha256 = hash.digest('hex');
      if (!effects.includes(sha256)) effects.push(sha256);
      if (effects.length === 3 + before) effects.push(effects[before] as string);
      response.writeHead(200).end();
    });
  };
}

test('an effect that comes again after its case was judged fails that case', async () => {
  // The first event comes before all cases.
  const url = await origin(forgetful(1));
  const { status, stdout } = await hookproof([
    ...['verify', '--url', `${url}/v2/webhooks/call-events`, '--effects', '/effects', '--concurrency', '1'],
    ...['--case', first, '--case', second],
  ]);
  expect([status, stdout.split('\n')[0]]).toEqual([1, `FAIL 1 of 2 cases failed: ${first}`]);
});

test('an effect that comes again after its test passed fails the file, and is told of by its case', async () => {
  const told = await describedBy(forgetful(), { effects: '/effects', cases: [first, second] });
  expect(told).toEqual({ tests: [`MUST ${first}`, `MUST ${second}`], failed: [], afterwards: `FAIL\n${fault}` });
});

test('effects that stay as they were fail nothing afterwards', async () => {
  const told = await describedBy(forgetful(), { effects: '/effects', cases: [first] });
  expect(told).toEqual({ tests: [`MUST ${first}`], failed: [], afterwards: '' });
});

interface Told {
  tests: string[];
  failed: string[];
  /** What is thrown when all tests are done. */
  afterwards: string;
}

/** What a test runner sees of describeConformance: it registers at once, and runs when it has read the file. */
async function describedBy(app: RequestListener, options: DescribeOptions): Promise<Told> {
  const own = { describe, test, beforeAll, afterAll };
  const jobs: (() => Promise<void>)[] = [];
  const ends: (() => Promise<void>)[] = [];
  const told: Told = { tests: [], failed: [], afterwards: '' };
  const registered = (name: string, run: () => Promise<void>): void => {
    const id = name.split(':')[0] ?? name;
    told.tests.push(id);
    jobs.push(() => run().catch(() => void told.failed.push(id)));
  };
  Object.assign(globalThis, {
    describe: (_: string, body: () => void) => body(),
    beforeAll: (body: () => Promise<void>) => void jobs.unshift(body),
    afterAll: (body: () => Promise<void>) => void ends.push(body),
    test: Object.assign(registered, { skip: registered }),
  });
  try {
    describeConformance(app, { keys: developmentKeys, ...options });
  } finally {
    Object.assign(globalThis, own);
  }
  for (const job of jobs) await job();
  for (const end of ends)
    await end().catch((error: Error) => {
      told.afterwards = error.message;
    });
  return told;
}
