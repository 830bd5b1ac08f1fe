import { once } from 'node:events';
import { get } from 'node:http';
import type { EventDetails, EventPage, Overview, TallyView, TimelinePage } from '../../src/inspector/views.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins, origin } from '../support/origin.ts';

let receiver: RunningServer;
let token = '';

const eventOf = (type: string, id: string) => ({ event: { type, data: { call: { id } } } });
const host = () => new URL(receiver.url).host;

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body = '') =>
  deliver(receiver.url, body, { method, path: `/_hookproof/${path}`, headers: { host: host(), ...headers } });
const read = async <T>(path: string): Promise<T> => JSON.parse((await ask(path)).body);
const newest = async (): Promise<EventDetails> => {
  const { events } = await read<EventPage>('api/events?limit=1');
  return read(`api/events/${events[0]?.id}`);
};
const replay = async (to: string, headers: Record<string, string> = { 'hookproof-token': token }, query = '') => {
  const { events } = await read<EventPage>(`api/events?outcome=accepted&limit=1${query}`);
  return ask(`api/events/${events[0]?.id}/replay`, headers, 'POST', JSON.stringify({ to }));
};

beforeAll(async () => {
  receiver = await hookproofServing(['serve', '--journal', 'memory', '--replay-to', 'http://192.0.2.1:8080']);
  token = /token for replays: ([\w-]+)/.exec(receiver.output().stderr)?.[1] ?? '';
  for (const type of ['call.initiate', 'call.completed']) await deliver(receiver.url, eventOf(type, 'one'));
  await deliver(receiver.url, eventOf('call.initiate', 'one'));
  await deliver(receiver.url, eventOf('call.initiate', 'two'));
});

afterAll(async () => {
  await receiver.stop();
  await closeOrigins();
});

const paths = [
  '',
  ...['overview', 'events', 'events/1', 'timelines', 'timeline', 'tally', 'live'].map((each) => `api/${each}`),
];

test.each([
  ['a page whose name leads here', { host: 'rebound.example.com' }],
  ['a page of another site', { origin: 'http://example.com' }],
  ['a page in a frame without an origin', { origin: 'null' }],
])('%s is shown nothing, nor can it send', async (_, headers) => {
  for (const path of paths) {
    const answer = await ask(path, headers);
    expect([path, answer.status]).toEqual([path, 403]);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
  expect((await ask('api/events/1/replay', { ...headers, 'hookproof-token': token }, 'POST')).status).toBe(403);
});

test('what is shown is kept by nobody, and taken for nothing else', async () => {
  for (const path of ['', 'api/overview', 'api/events', 'api/events/1'])
    expect((await ask(path)).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
});

test('an overview says what makes something appear, and what the contract knows', async () => {
  const overview = await read<Overview>('api/overview');
  expect(overview.start.map(({ command }) => command)).toEqual([
    expect.stringMatching(new RegExp(`^(export HOOKPROOF_.*\n){2}curl .*${receiver.url}`)),
    `hookproof simulate --to ${receiver.url}${callEventsPath}`,
  ]);
  expect(overview).toMatchObject({ identity: 'id', hasLifecycle: true, events: 3, attempts: 4, last: 4 });
  expect(overview.operations[0]?.types).toContain('call.initiate');
});

test('events are found by identity, type, verdict and time, page by page', async () => {
  const found = async (query: string) => {
    const { events, next } = await read<EventPage>(`api/events?${query}`);
    return [...events.map(({ type, identity }) => `${type} ${identity}`), next];
  };
  expect(await found('limit=2')).toEqual(['call.initiate two', 'call.completed one', 2]);
  expect(await found('limit=2&before=2')).toEqual(['call.initiate one', null]);
  expect(await found('q=ONE&type=call.initiate')).toEqual(['call.initiate one', null]);
  expect(await found('q=complet')).toEqual(['call.completed one', null]);
  expect(await found('outcome=refused')).toEqual([null]);
  expect(await found('until=1')).toEqual([null]);
  expect(await found('limit=nonsense&before=x&outcome=x&since=x')).toHaveLength(4);
});

test('an event is shown with its attempts, bytes, headers without keys, and the line that sends it again', async () => {
  const { event, attempts, bodies, curl } = await read<EventDetails>('api/events/1');
  expect(event).toMatchObject({ type: 'call.initiate', identity: 'one', outcome: 'accepted', attempts: 2 });
  expect(attempts.map(({ status, body }) => [status, body])).toEqual([
    [200, 0],
    [200, 0],
  ]);
  expect(Buffer.from(bodies[0]?.base64 ?? '', 'base64').toString()).toBe(
    JSON.stringify(eventOf('call.initiate', 'one')),
  );
  const headers = Object.fromEntries(attempts[0]?.headers ?? []);
  expect(headers).toMatchObject({ 'x-public-key': '…', 'x-private-key': '…' });
  expect(curl).toContain(`-X POST '${receiver.url}${callEventsPath}'`);
  expect(curl).toContain('-H "x-private-key: $HOOKPROOF_PRIVATE_KEY"');
  expect(curl).not.toContain('…');
  expect((await ask('api/events/999')).status).toBe(404);
});

test('what is wrong is told with its place', async () => {
  await deliver(receiver.url, { event: { type: 'call.initiate', data: { call: { id: 7 } } } });
  const { event, attempts } = await newest();
  expect([event.outcome, attempts[0]?.findings[0]?.pointer]).toEqual(['refused', '/event/data/call/id']);
});

test('of a denied event stands what should have come, and what of it did', async () => {
  await deliver(receiver.url, eventOf('call.busy', 'x'), { headers: { ...goodHeaders, 'x-private-key': 'sk_wrong' } });
  const { 'x-private-key': _, ...incomplete } = goodHeaders;
  const wrong = await newest();
  await deliver(receiver.url, eventOf('call.busy', 'y'), { headers: incomplete });
  const came = ({ attempts: [attempt] }: EventDetails) =>
    attempt?.asked.map((all) => all.map(({ name, came }) => [name, came]));
  expect([came(wrong), came(await newest())]).toEqual([
    [
      [
        ['x-public-key', true],
        ['x-private-key', true],
      ],
    ],
    [
      [
        ['x-public-key', true],
        ['x-private-key', false],
      ],
    ],
  ]);
});

test('timelines and the tally tell what is missing, and what was seen', async () => {
  const { timelines } = await read<TimelinePage>('api/timelines?q=one');
  expect(timelines).toMatchObject([
    {
      identity: 'one',
      steps: [{ mark: 'double' }, { mark: 'missing' }, { mark: 'missing' }, { label: 'call.completed' }],
    },
  ]);
  const { seen, rate } = await read<TallyView>('api/tally');
  const accepted = seen.filter(({ counts }) => counts.accepted > 0);
  expect(accepted.map(({ type, counts }) => [type, counts.accepted])).toContainEqual(['call.initiate', 2]);
  expect(rate.counts.accepted.reduce((sum, each) => sum + each, 0)).toBe(3);
});

test('an event is sent again with keys, and the answer is told', async () => {
  const target = await inbox((_, count) => (count === 1 ? 202 : 500));
  expect(JSON.parse((await replay(`${target.url}?a=1`)).body)).toMatchObject({ status: 202, why: null });
  const [came] = target.received;
  expect([came?.method, came?.path, came?.headers['x-private-key']]).toEqual([
    'POST',
    '/hooks?a=1',
    goodHeaders['x-private-key'],
  ]);
  expect(JSON.parse((await replay(target.url)).body)).toMatchObject({ status: 500 });
});

test('nothing is sent without the token, nor to whom nobody allowed', async () => {
  const target = await inbox();
  for (const headers of [{}, { 'hookproof-token': `${token}x` }, { 'hookproof-token': '' }])
    expect((await replay(target.url, headers as Record<string, string>)).status).toBe(403);
  for (const to of [
    'http://192.0.2.1:8081/',
    'https://192.0.2.1:8080/',
    'file:///etc/passwd',
    'nonsense',
    'http://u:p@127.0.0.1/',
  ]) {
    const answer = await replay(to);
    expect([to, answer.status]).toEqual([to, 422]);
  }
  expect(JSON.parse((await replay('http://192.0.2.7/')).body).detail).toContain('--replay-to http://192.0.2.7');
  expect(target.received).toEqual([]);
});

test('a redirect is no way to anybody else', async () => {
  const elsewhere = await inbox();
  const redirecting = await origin((request, response) => {
    request.resume();
    response.writeHead(307, { location: elsewhere.url }).end();
  });
  expect(JSON.parse((await replay(redirecting)).body)).toMatchObject({ status: 307 });
  expect(elsewhere.received).toEqual([]);
});

test('what comes is told live, from where a reader knows it', async () => {
  const { last } = await read<Overview>('api/overview');
  const request = get(`${receiver.url}/_hookproof/api/live?after=${last}`);
  const [response] = await once(request, 'response');
  expect(response.headers['content-type']).toBe('text/event-stream');
  let text = '';
  const told = new Promise<void>((resolve) => {
    response.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.includes('data:')) resolve();
    });
  });
  await deliver(receiver.url, eventOf('call.busy', 'three'));
  await told;
  expect(text).toContain(`id: ${last + 1}\n`);
  expect(text).toContain('"type":"call.busy"');
  request.destroy();
});

test.each(['http://a/b', 'ftp://a', 'nonsense'])('%s is no origin to replay to', async (text) => {
  await expect(hookproofServing(['serve', '--replay-to', text])).rejects.toThrow('wants an origin');
});
