import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { verify } from '../../src/index.ts';
import { type DescribeOptions, describeConformance } from '../../src/jest.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

afterAll(closeOrigins);
afterAll(removeFolders);

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
  expect([status, stdout.split('\n')[0]]).toEqual([1, expect.stringMatching(`^FAIL 1 of 2 cases failed: ${first};`)]);
});

/** Acknowledges everything, or answers an unknown type so; takes effect of each event, of one of an unknown type when it next looks. */
function seeingLater(statusOfUnknown: number): RequestListener {
  const effects: string[] = [];
  let reads = 0;
  let unknown: { sha256: string; since: number } | undefined;
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/effects') {
        reads++;
        // The case has looked once before; this is the end of the run.
        if (unknown && reads > unknown.since + 1 && !effects.includes(unknown.sha256)) effects.push(unknown.sha256);
        return response.end(effects.map((sha256) => JSON.stringify({ sha256 })).join('\n'));
      }
      const body = Buffer.concat(chunks);
      const sha256 = createHash('sha256').update(body).digest('hex');
      const isKnown = JSON.parse(body.toString()).type === 'parcel.sent';
      if (isKnown) effects.push(sha256);
      else unknown = { sha256, since: reads };
      return response.writeHead(isKnown ? 200 : statusOfUnknown).end();
    });
  };
}

const parcels = {
  openapi: '3.1.0',
  info: { title: 'Parcels', version: '1' },
  webhooks: {
    parcel: {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: {
                oneOf: ['parcel.sent'].map((type) => ({
                  type: 'object',
                  required: ['type'],
                  properties: { type: { const: type }, note: { type: 'string' } },
                })),
                discriminator: { propertyName: 'type' },
              },
            },
          },
        },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
};

test.each([200, 422])(
  'an effect of an event of an unknown type, answered %i, fails however late it shows',
  async (status) => {
    const folder = await folderWith({ 'parcels.json': JSON.stringify(parcels) });
    const { cases, causes } = await verify({
      target: seeingLater(status),
      ...{ contract: `${folder}/parcels.json`, auth: 'none', effects: '/effects', cases: ['evolution.event-type'] },
    });
    const why = 'at the end of the run, an event that is to be ignored took effect';
    expect(cases).toMatchObject([{ level: 'SHOULD', status: 'FAIL', why }]);
    expect(causes).toMatchObject([{ id: 'works-on-refused-events', level: 'MUST' }]);
  },
);

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
