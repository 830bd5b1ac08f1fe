import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { PassThrough } from 'node:stream';
import { run } from '../../src/cli/run.ts';
import type { DeliveryAttempt, DeliverySummary } from '../../src/deliveries.ts';
import { examples, startExample } from '../examples/start.ts';
import { hookproof, hookproofRunning, hookproofServing, type RunningServer, root } from '../support/cli.ts';
import { callEventsPath } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { failingEveryThird } from './every-third.ts';

const started: { stop(): Promise<unknown> }[] = [];

afterEach(async () => {
  // Also where a test fails: a process that is left would keep jest waiting.
  await Promise.all([closeOrigins(), ...started.splice(0).map((each) => each.stop())]);
});
afterAll(removeFolders);

interface Got {
  body: string;
  headers: IncomingHttpHeaders;
}

/** A receiver that keeps what it got, and answers by turn. */
async function receiver(
  answer: (count: number) => number = () => 200,
  headers: Record<string, string> = {},
): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  const listener: RequestListener = async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    got.push({ body, headers: request.headers });
    response.writeHead(answer(got.length), { location: '/elsewhere', ...headers }).end();
  };
  return { url: `${await origin(listener)}/hooks`, got };
}

/** The reference receiver. */
async function serving(auth: string): Promise<RunningServer> {
  const server = await hookproofServing(['serve', '--auth', auth]);
  started.push(server);
  return server;
}

/** A simulation that is to be interrupted. */
function interruptible(args: string[]): ReturnType<typeof hookproofRunning> {
  const running = hookproofRunning(args);
  started.push({ stop: () => running.stop('SIGKILL') });
  return running;
}

async function simulated(
  ...args: string[]
): Promise<{ status: number | null; summary: DeliverySummary; stderr: string }> {
  const { status, stdout, stderr } = await hookproof(['simulate', ...args, '--format', 'json']);
  return { status, summary: JSON.parse(stdout) as DeliverySummary, stderr };
}

const typesOf = (got: readonly Got[]): string[] => got.map(({ body }) => JSON.parse(body).event.type);

test('a call arrives whole, in order and with the keys, a line for each attempt', async () => {
  const { url, got } = await receiver();
  const { status, stdout } = await hookproof(['simulate', 'no-answer', '--to', url]);
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  const types = typesOf(got);
  expect(types.length).toBeGreaterThan(3);
  expect(lines.slice(0, types.length).map((line) => line.split(/\s+/)[2])).toEqual(types);
  expect(lines[0]).toMatch(/^0:00:0\d\.\d{3} {2}sim-1-1 {2}\S+ +attempt 1 {2}200 {2}\d+\.\d ms$/);
  expect(lines[types.length]).toBe(
    `PASS ${types.length} events of 1 call delivered: ${types.length} deliveries (0 duplicates) in ${types.length} attempts`,
  );
  expect(got.every(({ headers }) => headers['x-public-key'] && headers['x-private-key'])).toBe(true);
});

test('every scenario is accepted by the reference receiver, under either profile', async () => {
  for (const auth of ['keys', 'signature', 'both']) {
    const server = await serving(auth);
    const to = server.url + callEventsPath;
    const { status, summary } = await simulated('all', '--to', to, '--auth', auth);
    expect([status, summary.exhausted]).toEqual([0, 0]);
    expect(summary.calls).toBeGreaterThanOrEqual(10);
    expect(summary.outcomes).toEqual({ 200: summary.deliveries });
  }
});

test('with the wrong profile nothing is accepted: after the first few it ends, and says what to change', async () => {
  const server = await serving('signature');
  const to = server.url + callEventsPath;
  const { status, stdout } = await hookproof(['simulate', 'all', '--to', to, '--quiet', '--concurrency', '1']);
  expect(status).toBe(1);
  const [verdict, change] = stdout.split('\n');
  expect(verdict).toBe(
    'FAIL the receiver denies the first deliveries (401 or 403), so no others are tried, after 1 event of 1 call: 0 of 1 delivery (0 duplicates) in 3 attempts accepted',
  );
  expect(change).toBe(
    '  change   HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY to what the receiver knows, or how deliveries prove themselves: --auth or --signature',
  );
  const { summary } = await simulated('all', '--to', to);
  expect(summary).toMatchObject({ verdict: 'fail', stopped: 'denied', accepted: 0 });
  const few = await simulated('aborted', '--to', to, '--retries', '0');
  expect(few.summary).toMatchObject({ stopped: null, exhausted: 2, advice: change?.replace('  change   ', '') });
  expect(summary.attempts).toBeLessThan(20);
});

test('a receiver that denies some deliveries, and accepted one, gets all of them', async () => {
  const { url, got } = await receiver((count) => (count === 1 ? 200 : 403));
  const { status, summary } = await simulated('order-recovered', '--to', url, '--retries', '0', '--concurrency', '1');
  expect([status, summary.stopped, summary.advice]).toEqual([1, null, null]);
  expect([summary.accepted, got.length]).toEqual([1, 7]);
});

test('a receiver that is gone gets nothing more', async () => {
  const { url, got } = await receiver((count) => (count === 3 ? 410 : 200));
  const { status, stdout } = await hookproof(['simulate', 'all', '--to', url, '--concurrency', '1', '--retries', '5']);
  expect([status, got.length]).toEqual([1, 3]);
  expect(stdout).toContain('\nFAIL the receiver wants no more deliveries (410 Gone), after 3 events of ');
  expect(stdout.split('\n')[2]).toMatch(/ attempt 1 {2}410 /);
});

test('Retry-After takes the place of the back-off, and the line of the attempt says so', async () => {
  const { url } = await receiver((count) => (count === 1 ? 503 : 200), { 'retry-after': '0' });
  // Ten minutes of back-off: whoever did not obey would still be waiting.
  const { status, stdout } = await hookproof(['simulate', 'aborted', '--to', url, '--backoff', '600000']);
  expect(status).toBe(0);
  const [first, second] = stdout.split('\n');
  expect(first).toMatch(/ attempt 1 {2}503 {2}\d+\.\d ms {2}waits 0 s, as Retry-After asks$/);
  expect(second).toMatch(/ attempt 2 {2}200 {2}\d+\.\d ms$/);
});

test('more than a minute is not waited for, and an interruption ends the waiting', async () => {
  const { url } = await receiver(() => 429, { 'retry-after': '3600' });
  const running = interruptible(['simulate', 'aborted', '--to', url]);
  await running.saw('waits 60 s, as Retry-After asks');
  expect((await running.stop('SIGINT')).status).toBe(130);
});

test.each(examples)(
  'duplicates, disorder and a failing receiver: $name takes every event, and effect of each once',
  async (example) => {
    const running = await startExample(example, { HOOKPROOF_EFFECTS: '1' });
    started.push(running);
    const front = await origin(failingEveryThird(running.url));
    const { status, summary } = await simulated(
      ...['mixed', '--to', front + callEventsPath, '--calls', '150', '--duplicates', '0.2', '--shuffle'],
      ...['--lost-acks', '0.1', '--retries', '30', '--backoff', '5'],
    );
    const effects = (await (await fetch(`${running.url}/effects`)).text()).trimEnd().split('\n');
    expect([status, summary.verdict, summary.exhausted]).toEqual([0, 'pass', 0]);
    expect(summary.duplicates).toBeGreaterThan(summary.events / 10);
    expect(summary.lostAcknowledgements).toBeGreaterThan(0);
    expect(summary.outcomes['503']).toBeGreaterThan(summary.deliveries / 4);
    const seen = effects.map((line) => (JSON.parse(line) as { sha256: string }).sha256);
    expect(seen.length).toBe(summary.events);
    expect(new Set(seen).size).toBe(summary.events);
  },
  60_000,
);

test('the same seed delivers the same in the same order, one at a time; another seed does not', async () => {
  const delivered = async (seed: string): Promise<{ order: string[]; plan: Partial<DeliverySummary> }> => {
    const { url, got } = await receiver((count) => (count % 4 === 0 ? 503 : 200));
    const { summary } = await simulated(
      ...['mixed', '--to', url, '--calls', '20', '--duplicates', '0.3', '--lost-acks', '0.2', '--shuffle'],
      ...['--concurrency', '1', '--backoff', '1', '--seed', seed],
    );
    const { events, duplicates, lostAcknowledgements, attempts } = summary;
    return { order: got.map(({ body }) => body), plan: { events, duplicates, lostAcknowledgements, attempts } };
  };
  const first = await delivered('7');
  expect(await delivered('7')).toEqual(first);
  expect((await delivered('8')).order).not.toEqual(first.order);
});

test('a call keeps its order where a receiver fails, however many calls there are', async () => {
  const { url, got } = await receiver((count) => (count % 3 === 0 ? 500 : 200));
  const { status } = await simulated(
    'order-recovered',
    '--to',
    url,
    '--calls',
    '30',
    '--backoff',
    '2',
    '--retries',
    '40',
  );
  expect(status).toBe(0);
  const byCall = Map.groupBy(got, ({ body }) => JSON.parse(body).event.data.call?.id as string);
  expect(byCall.size).toBe(30);
  const orders = [...byCall.values()].map((own) => [...new Set(typesOf(own))].join());
  expect(new Set(orders).size).toBe(1);
});

test('a redirect is a failed delivery, is tried again, and is not followed', async () => {
  const { url, got } = await receiver(() => 308);
  const { status, summary } = await simulated('aborted', '--to', url, '--retries', '2', '--backoff', '0');
  expect(status).toBe(1);
  expect(summary).toMatchObject({ deliveries: 2, exhausted: 2, attempts: 6, outcomes: { 308: 6 } });
  expect(got.length).toBe(6);
});

test('what was not accepted in the end is said, and gates', async () => {
  const { url } = await receiver(() => 500);
  const { status, stdout } = await hookproof([
    ...['simulate', 'aborted', '--to', url, '--retries', '1', '--backoff', '0', '--quiet'],
  ]);
  expect(status).toBe(1);
  expect(stdout).toContain(
    'FAIL 2 of 2 deliveries (0 duplicates) not accepted, however often they were tried: 2 events of 1 call, 4 attempts\n  answers  500 ×4',
  );
});

test('a lost acknowledgement makes the sender deliver again what was accepted', async () => {
  const { url, got } = await receiver();
  const { status, summary } = await simulated(
    'aborted',
    '--to',
    url,
    '--lost-acks',
    '1',
    '--retries',
    '1',
    '--backoff',
    '0',
  );
  expect(status).toBe(0);
  expect(summary).toMatchObject({ deliveries: 2, accepted: 2, attempts: 4, lostAcknowledgements: 2 });
  const [first, again] = got;
  expect(got.length).toBe(4);
  expect(again?.body).toBe(first?.body);
});

test('recorded events are delivered in their order, byte for byte, and signed anew', async () => {
  const bodies = ['{ "event": {"type":"call.busy", "data":{}} }', '{"event":{"type":"call.skip","data":{"n":1.0}}}'];
  const folder = await folderWith({
    'a.ndjson': `${bodies.map((body) => JSON.stringify({ request: { method: 'POST', body } })).join('\n')}\n`,
  });
  const server = await serving('signature');
  const { url, got } = await receiver();
  expect((await simulated('--from', folder, '--to', url)).summary).toMatchObject({
    calls: null,
    events: 2,
    accepted: 2,
  });
  expect(got.map(({ body }) => body)).toEqual(bodies);
  const signed = await simulated('--from', folder, '--to', server.url + callEventsPath, '--auth', 'signature');
  expect([signed.status, signed.summary.accepted]).toEqual([0, 2]);
  const examples = `${root}conformance/events`;
  const { url: other, got: recorded } = await receiver();
  await simulated('--from', examples, '--to', other);
  const file = await readFile(`${examples}/call.ended.numbers.json`);
  const digest = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');
  expect(recorded.map(({ body }) => digest(body))).toContain(digest(file));
});

test('each attempt is an object on a line, and the summary the last one', async () => {
  const { url } = await receiver((count) => (count === 1 ? 503 : 200));
  const { stdout } = await hookproof(['simulate', 'aborted', '--to', url, '--format', 'ndjson', '--backoff', '0']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const attempts = lines.slice(0, -1) as DeliveryAttempt[];
  expect(attempts.map(({ attempt, status, duplicate }) => [attempt, status, duplicate])).toEqual([
    [1, 503, false],
    [2, 200, false],
    [1, 200, false],
  ]);
  expect(lines.at(-1).summary).toMatchObject({ schemaVersion: 1, verdict: 'pass', seed: 1 });
});

test('an interruption ends at once, with the summary of what was done', async () => {
  // The first call is answered, later ones never.
  const url = await origin((request, response) => {
    request.resume();
    if (++count <= 3) response.end();
  });
  let count = 0;
  const running = interruptible(['simulate', 'order-recovered', '--to', url, '--calls', '5', '--concurrency', '1']);
  await running.saw('call.in-progress');
  const { status, stdout } = await running.stop('SIGINT');
  expect(status).toBe(130);
  expect(stdout).toMatch(
    /^STOPPED after \d events of 1 call: \d of \d deliveries \(0 duplicates\) in \d attempts accepted$/m,
  );
});

test('an interruption ends a wait for a later event as well', async () => {
  const { url } = await receiver();
  const running = interruptible(['simulate', 'rescheduled-then-completed', '--to', url, '--speed', '2000x']);
  await running.saw('attempt 1');
  expect((await running.stop('SIGTERM')).status).toBe(130);
});

test('values are set where the contract has a location for them, one inside another, too', async () => {
  const { url, got } = await receiver();
  const set = ['/metadata={"cart":7}', '/metadata/shop=a', '/event/data/call/id=own'].flatMap((each) => [
    '--set',
    each,
  ]);
  expect((await simulated('order-recovered', '--to', url, ...set)).status).toBe(0);
  const events = got.map(({ body }) => JSON.parse(body));
  expect(events.map(({ metadata }) => metadata)).toEqual(events.map(() => ({ cart: 7, shop: 'a' })));
  expect(new Set(events.map(({ event }) => event.data.call?.id))).toEqual(new Set(['own']));
});

test('the deliveries of a call are one trace, each attempt a span of its own, the same for the same seed', async () => {
  const tracesOf = async (...args: string[]) => {
    const { url, got } = await receiver((count) => (count === 2 ? 503 : 200));
    await simulated('order-recovered', '--to', url, '--calls', '2', '--concurrency', '1', '--backoff', '1', ...args);
    return got.map(({ headers }) => String(headers.traceparent));
  };
  const first = await tracesOf();
  for (const each of first) expect(each).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(new Set(first.map((each) => each.split('-')[1])).size).toBe(2);
  expect(new Set(first.map((each) => each.split('-')[2])).size).toBe(first.length);
  expect(await tracesOf()).toEqual(first);
  expect((await tracesOf('--seed', '2'))[0]).not.toBe(first[0]);
  const own = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(new Set(await tracesOf('--header', `Traceparent: ${own}`))).toEqual(new Set([own]));
});

test('scenarios are listed with their events, and a folder adds its own', async () => {
  const folder = await folderWith({
    'mine.yaml': 'scenario: mine\ntitle: Of my own\nsteps:\n  - { after: 1500ms, event: call.skip.minimal }\n',
  });
  const { status, stdout } = await hookproof(['simulate', '--list', '--scenarios', folder]);
  expect(status).toBe(0);
  expect(stdout).toContain('mine  Of my own\n       1.5 s  call.skip\n');
  expect(stdout.match(/^[a-z]/gm)?.length).toBeGreaterThan(10);
});

test('nothing that listens is status 3, and what cannot be meant is status 2 with a hint', async () => {
  const { url } = await receiver();
  await closeOrigins();
  const refused = await hookproof(['simulate', '--to', url]);
  expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('nothing answers at')]);
  const wrong: [string[], string][] = [
    [['simulate'], 'say where to deliver: --to URL'],
    [['simulate', '--to', 'ftp://x'], 'is not an http or https URL'],
    [['simulate', 'order-recoverd', '--to', url], 'Did you mean order-recovered?'],
    [['simulate', 'all', 'aborted', '--to', url], '"all" and "mixed" stand alone'],
    [['simulate', 'all', '--from', 'x', '--to', url], 'scenarios cannot go with it'],
    [['simulate', '--from', 'no-such-folder', '--to', url], 'no such file or folder'],
    [['simulate', '--to', url, '--duplicates', '1.2'], 'a number from 0 to 1'],
    [['simulate', '--to', url, '--speed', 'fast'], 'It must be instant, or a number with an x'],
    [['simulate', '--to', url, '--lost-acks', '0.1', '--retries', '0'], '--lost-acks wants --retries'],
    [['simulate', '--to', url, '--set', 'metadata=1'], 'write a JSON pointer'],
    [['simulate', '--to', url, '--set', '/metdata=1'], 'no event has the location /metdata\n  Near it: /metadata.'],
    [['simulate', '--to', url, '--set', '/event/data/call/idd=1'], 'Near it: /event/data/call/id,'],
    [['simulate', '--to', url, '--set', '/not/there=1'], 'no event has the location /not/there'],
    [['simulate', '--to', url, '--private-key', 'a\nb'], 'holds a character that no header may hold'],
  ];
  for (const [args, message] of wrong) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    expect([args, await run(args, stdout, stderr, () => {})]).toEqual([args, 2]);
    expect(stdout.read()).toBeNull();
    expect(String(stderr.read())).toContain(message);
  }
});
