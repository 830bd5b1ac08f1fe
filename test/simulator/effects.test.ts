import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { hookproof } from '../support/cli.ts';
import { closeOrigins, origin } from '../support/origin.ts';

afterAll(closeOrigins);

/** A receiver that accepts everything, and takes effect of a body so often as `times` says, given how often it came before. */
async function receiver(times: (type: string, before: number, call: string) => number): Promise<string> {
  const seen = new Map<string, number>();
  const effects: string[] = [];
  return origin(async (request, response) => {
    if (request.method === 'GET') return void response.end(effects.join(''));
    const body = await buffer(request);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const { type, data } = JSON.parse(body.toString()).event;
    const before = seen.get(sha256) ?? 0;
    seen.set(sha256, before + 1);
    for (let left = times(type, before, data.call?.id); left > 0; left--)
      effects.push(`${JSON.stringify({ type, sha256 })}\n`);
    response.end();
  });
}

const simulate = async (url: string, ...more: string[]) => {
  const args = [
    'order-recovered',
    '--to',
    `${url}/hooks`,
    '--effects',
    '/effects',
    '--duplicates',
    '1',
    '--lost-acks',
    '0.5',
  ];
  return hookproof(['simulate', ...args, '--quiet', ...more]);
};

test('a receiver that takes effect of each event once passes, however often events come', async () => {
  const { status, stdout } = await simulate(await receiver((_, before) => (before === 0 ? 1 : 0)));
  expect([status, stdout]).toEqual([
    0,
    expect.stringContaining('effects  7 acknowledged events, each took effect once'),
  ]);
});

test('a receiver that takes effect of every delivery fails, and the events are named', async () => {
  const { status, stdout } = await simulate(await receiver(() => 1), '--format', 'json');
  const { verdict, effects } = JSON.parse(stdout);
  expect([status, verdict, effects]).toMatchObject([1, 'fail', { acknowledged: 7, lost: 0, doubled: 7 }]);
  expect(effects.events[0]).toMatchObject({
    type: expect.any(String),
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a receiver that dedupes by the call instead of the event loses orders although it acknowledges them', async () => {
  const calls = new Set<string>();
  const url = await receiver((_, __, call) => {
    if (call === undefined || calls.has(call)) return 0;
    calls.add(call);
    return 1;
  });
  const { status, stdout } = await simulate(url);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^FAIL not exactly once: 7 events of 1 call delivered, .*; [1-9] lost, 0 doubled\n/);
  expect(stdout).toMatch(/^ {2}effects {2}[1-9] lost, 0 doubled of 7 acknowledged events: .*×0/m);
});

test('an effects log that cannot be read is found before anything is delivered', async () => {
  let delivered = 0;
  const url = await origin((request, response) => {
    if (request.method === 'POST') delivered++;
    response.writeHead(404).end();
  });
  const { status, stderr } = await simulate(url);
  expect([status, delivered]).toEqual([3, 0]);
  expect(stderr).toContain('cannot be read: it answers 404');
});
