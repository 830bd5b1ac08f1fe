import { hookproof } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closed, forge, opened, push, sender } from '../support/forge.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { closeRecorders, recorderTo } from '../support/recorder.ts';

afterEach(closeRecorders);
afterEach(closeOrigins);
afterAll(removeFolders);

type Delivery = [event: unknown, name?: string | undefined, path?: string];

/** What is written of deliveries that pass, under a document of several operations; `contract` is its file. */
async function recorded(deliveries: readonly Delivery[], document: object = forge(), more: object = {}) {
  const contract = `${await folderWith({ 'api.json': JSON.stringify(document) })}/api.json`;
  const receiver = await origin((request, response) => request.resume().on('end', () => response.end()));
  const contractOptions = { contract, auth: 'none' as const, ...more };
  const { url, exchanges, file } = await recorderTo(receiver, { contractOptions });
  for (const [event, name, path = '/hooks'] of deliveries) {
    const headers = { 'content-type': 'application/json', ...(name === undefined ? {} : { 'x-forge-event': name }) };
    await deliver(url, event, { path, headers });
  }
  const all = await exchanges();
  const told = all.map(({ event, redacted, request }) => {
    const header = request.headers.find(([name]) => name === 'x-forge-event')?.[1];
    return { event, redacted, header, body: 'body' in request && JSON.parse(request.body) };
  });
  return { contract, file, told };
}

const legal = { event: { legal: true, rules: [] }, redacted: 'yes' };

test('each delivery is judged and redacted by the rules of its own operation', async () => {
  const { told } = await recorded([
    [opened],
    [{ ...closed, issue: { number: 3, title: 'Ada Lovelace lives here' } }],
    [push],
    [{ ...push, forced: 'perhaps' }],
    [{ ...closed, sender: { kind: 'human' } }],
  ]);
  expect(told).toMatchObject([
    { ...legal, body: { action: 'opened', sender: { kind: 'human' } } },
    { ...legal, body: { action: 'locked' } },
    legal,
    { event: { legal: false, rules: ['type'] }, redacted: 'yes' },
    { event: { legal: false, rules: ['required'] }, redacted: 'yes', body: { action: 'locked' } },
  ]);
  expect(JSON.stringify(told)).not.toMatch(/\b(ada|Lovelace|refs|perhaps)\b/);
  const [first, second] = told.map(({ body }) => body.sender.login);
  expect(second).toBe(first);
});

test('the header that names events keeps the names that the contract has, so that what was recorded can be told apart', async () => {
  const { contract, file, told } = await recorded(
    [
      [{ ...closed, action: 'sealed' }, 'issues'],
      [{ ref: 7, sender }, 'push'],
      [push, 'ada@example.com'],
    ],
    forge(),
    { eventFrom: 'header:X-Forge-Event' },
  );
  expect(told.map(({ event, header }) => [event?.rules, header])).toEqual([
    [['operation'], 'issues'],
    [['type'], 'push'],
    [['operation'], expect.stringMatching(/^user-.*@example\.com$/)],
  ]);
  const check = ['check', file, '--contract', contract, '--event-from', 'header:X-Forge-Event', '--format', 'json'];
  const { findings } = JSON.parse((await hookproof(check)).stdout);
  expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(['operation', 'type', 'operation']);
});

test('operations of paths are told apart by their paths, and one that was not chosen is not judged', async () => {
  const { webhooks, ...rest } = forge();
  const paths = { '/issues/{repository}': webhooks['issues/opened'], '/pushes': webhooks.push };
  const deliveries: Delivery[] = [
    [push, undefined, '/issues/harbour'],
    [push, undefined, '/pushes'],
    [push, undefined, '/elsewhere'],
  ];
  const { told } = await recorded(deliveries, { ...rest, paths });
  expect(told.map(({ event }) => event?.rules)).toEqual([['required', 'required'], [], []]);
  const one = await recorded([[push], [opened]], forge(), { operation: 'issues/opened' });
  expect(one.told.map(({ event }) => event)).toEqual([undefined, { legal: true, rules: [] }]);
});
