import { loadContract } from '../../src/contract/load.ts';
import { loadScenarios, pickScenario } from '../../src/scenario/load.ts';
import { type CallStart, planCall } from '../../src/scenario/plan.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const contract = await loadContract();
const startedAt = new Date('2026-03-01T08:00:00.500Z');
const call: CallStart = { id: 'call_1', startedAt, facts: [] };

/** The events that these steps give, parsed. */
async function planned(steps: string, more: Partial<CallStart> = {}) {
  const folder = await folderWith({ 'a.yaml': `scenario: mine\ntitle: Mine\nsteps:\n${steps}` });
  const scenario = pickScenario(await loadScenarios(contract, [folder]), 'mine');
  const { events } = planCall(scenario, contract, { ...call, ...more });
  return events.map(({ atMs, type, body }) => ({ atMs, type, body: JSON.parse(body.toString()) }));
}

test('the same call is planned alike, and planning leaves scenario and facts as they were', async () => {
  const scenario = pickScenario(await loadScenarios(contract), 'busy-then-answered');
  const before = JSON.stringify(scenario);
  const facts = Object.freeze([['/metadata', Object.freeze({ a: 1 })]] as const);
  const first = planCall(scenario, contract, { ...call, facts });
  planCall(scenario, contract, { id: 'other', startedAt: new Date(0), facts: [['/metadata/b', 2]] });
  expect(planCall(scenario, contract, { ...call, facts })).toEqual(first);
  expect(JSON.stringify(scenario)).toBe(before);
  expect([first.id, first.scenario]).toEqual(['call_1', 'busy-then-answered']);
});

test('times add up, and bodies are compact JSON', async () => {
  const scenario = pickScenario(await loadScenarios(contract), 'no-answer');
  const { events } = planCall(scenario, contract, call);
  expect(events.map(({ atMs }) => atMs)).toEqual([2000, 32_000, 332_000, 362_000, 662_000, 692_000, 693_000]);
  for (const { body } of events) expect(body.toString()).toBe(JSON.stringify(JSON.parse(body.toString())));
});

test('facts reach every event that has the parent of their place, and have the last word', async () => {
  const scenario = pickScenario(await loadScenarios(contract), 'several-actions');
  const facts: CallStart['facts'] = [
    ['/metadata', { shop: 'fact', nested: { a: [1] } }],
    ['/metadata/nested/a/1', 2],
    ['/metadata/nested/a/9', 'too far'],
    ['/event/data/call/id', 'fact'],
    ['/event/data/payload/note', 'fact'],
    ['/event/data/call/detailUrl', undefined],
    ['/no/such/place', 'fact'],
  ];
  const { events } = planCall(scenario, contract, { ...call, facts });
  for (const { type, body } of events) {
    const { event, metadata, ...rest } = JSON.parse(body.toString());
    expect(metadata).toEqual({ shop: 'fact', nested: { a: [1, 2] } });
    expect(event.data.call.id).toBe('fact');
    expect(event.data.call).not.toHaveProperty('detailUrl');
    expect(event.data.payload?.note).toBe(type === 'action' ? 'fact' : undefined);
    expect(rest).toEqual({});
  }
});

test('a fact about a key named like a prototype stays a plain key', async () => {
  const facts: CallStart['facts'] = [
    ['/metadata/__proto__', { polluted: true }],
    ['/__proto__/x', 1],
    ['', 'all'],
  ];
  const [first] = await planned('  - { event: call.initiate.full }\n', { facts });
  expect(Object.hasOwn(first?.body.metadata, '__proto__')).toBe(true);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
});

test('the identity is put in where there is a call, and not made up where there is none', async () => {
  const [first, second] = await planned('  - { event: call.initiate.full }\n  - { event: call.in-progress.minimal }\n');
  expect(first?.body.event.data.call.id).toBe('call_1');
  expect(second?.body.event.data).toEqual({});
});

test('words stand for instants, distances and the identity, alone or inside a text', async () => {
  const [, second] = await planned(`
  - { after: 1.5s, mark: dialled, event: call.initiate.full }
  - after: 90s
    event: call.busy.full
    set:
      /metadata:
        now: $now
        start: $start
        later: $start+1h
        earlier: $dialled-250ms
        seconds: $seconds.dialled.now
        back: $seconds.now.start
        id: $id
        text: \${id} at \${dialled}, \${seconds.start.now} s
        list: [$id, { deep: $now+1d }]
        plain: [$$now, "a $\${id}", $5, "costs $", "$ {id}", "\${"]
`);
  expect(second?.body.metadata).toEqual({
    now: '2026-03-01T08:01:32.000Z',
    start: '2026-03-01T08:00:00.500Z',
    later: '2026-03-01T09:00:00.500Z',
    earlier: '2026-03-01T08:00:01.750Z',
    seconds: 90,
    back: -91.5,
    id: 'call_1',
    text: 'call_1 at 2026-03-01T08:00:02.000Z, 91.5 s',
    list: ['call_1', { deep: '2026-03-02T08:01:32.000Z' }],
    plain: ['$now', `a \${id}`, '$5', 'costs $', '$ {id}', '${'],
  });
});

test('a value that is set later has the say over an earlier one, words or not', async () => {
  const [first] = await planned(`
  - event: call.initiate.full
    set: { /metadata: { at: $now, kept: $id }, /metadata/at: fixed, /metadata/new: $id }
`);
  expect(first?.body.metadata).toEqual({ at: 'fixed', kept: 'call_1', new: 'call_1' });
});
