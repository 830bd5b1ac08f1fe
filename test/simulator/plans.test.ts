import { type ContractOptions, loadContract, prepareContract } from '../../src/contract/load.ts';
import { loadScenarios } from '../../src/scenario/load.ts';
import type { PlannedCall } from '../../src/scenario/plan.ts';
import { type CallsOptions, plannedCalls } from '../../src/simulator/calls.ts';
import {
  type DeliveryQueue,
  deliveryQueues,
  type InjectedFaults,
  shuffledTogether,
} from '../../src/simulator/queues.ts';
import { seededRandom, shuffle } from '../../src/simulator/random.ts';

const contract = await loadContract();
const { all } = await loadScenarios(contract);
const calm: InjectedFaults = { seed: 1, duplicates: 0, lostAcks: 0, shuffle: false };

function options(more: Partial<CallsOptions> = {}): CallsOptions {
  const startedAt = new Date(Date.UTC(2026, 0, 15));
  return { scenarios: all, choice: 'chance', contract, calls: 40, seed: 1, facts: [], startedAt, ...more };
}

async function queuesOf(
  trouble: Partial<InjectedFaults>,
  calls: Iterable<PlannedCall> = plannedCalls(options()),
): Promise<DeliveryQueue[]> {
  const all: DeliveryQueue[] = [];
  for await (const queue of deliveryQueues(calls, { ...calm, ...trouble })) all.push(queue);
  return all;
}

/** What goes out, in order, as text. */
async function sent(trouble: Partial<InjectedFaults>, more: Partial<CallsOptions> = {}): Promise<string[]> {
  const planned = await queuesOf(trouble, plannedCalls(options(more)));
  return planned.flatMap(({ deliveries }) =>
    deliveries.map(({ atMs, call, body, duplicate, losesAck }) => [atMs, call, body, duplicate, losesAck].join(' ')),
  );
}

test('chance is the same for the same parts, other for others, and even', () => {
  const draws = (...parts: number[]): number[] => {
    const random = seededRandom(...parts);
    return Array.from({ length: 10_000 }, random);
  };
  expect(draws(1, 2)).toEqual(draws(1, 2));
  for (const other of [[2, 1], [1, 3], [1], [1, 2, 0]]) expect(draws(...other)[0]).not.toBe(draws(1, 2)[0]);
  const mean = draws(7).reduce((sum, each) => sum + each, 0) / 10_000;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  // The first draws of neighbours are even, too: most sources are asked only once or twice.
  const first = Array.from({ length: 10_000 }, (_, index) => seededRandom(1, index)());
  expect(first.filter((each) => each < 0.2).length / 10_000).toBeCloseTo(0.2, 1);
});

test('shuffling keeps every item', () => {
  const mixed = shuffle([1, 2, 3, 4, 5, 6, 7, 8], seededRandom(1));
  expect(mixed).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(mixed.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('the same seed plans the same deliveries, byte for byte, and another seed others', async () => {
  const trouble = { duplicates: 0.3, lostAcks: 0.3, shuffle: true };
  const once = await sent(trouble);
  expect(await sent(trouble)).toEqual(once);
  expect(await sent({ ...trouble, seed: 2 })).not.toEqual(once);
  expect(await sent(trouble, { seed: 2 })).not.toEqual(once);
});

test('a call keeps its order in a queue of its own, and a duplicate follows what it repeats', async () => {
  const all = await queuesOf({ duplicates: 0.5 });
  expect(all.length).toBe(40);
  let duplicates = 0;
  for (const { deliveries } of all) {
    const times = deliveries.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const [index, delivery] of deliveries.entries()) {
      if (!delivery.duplicate) continue;
      duplicates++;
      expect(delivery.body).toEqual(deliveries[index - 1]?.body);
    }
  }
  const total = all.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
  expect(duplicates / (total - duplicates)).toBeGreaterThan(0.35);
  expect(duplicates / (total - duplicates)).toBeLessThan(0.65);
});

test('shuffling changes order within calls and across, keeps the times, and loses nothing', async () => {
  const inOrder = (await queuesOf({ duplicates: 0.2 })).flatMap(({ deliveries }) => deliveries);
  const mixed = (await queuesOf({ duplicates: 0.2, shuffle: true })).flatMap(({ deliveries }) => deliveries);
  const bodies = (deliveries: typeof mixed): string[] => deliveries.map(({ body }) => body.toString()).toSorted();
  expect(bodies(mixed)).toEqual(bodies(inOrder));
  const times = (deliveries: typeof mixed): number[] => deliveries.map(({ atMs }) => atMs);
  expect(times(mixed)).toEqual(times(inOrder).toSorted((a, b) => a - b));
  const byCall = (deliveries: typeof mixed, call: string): string[] =>
    deliveries.flatMap((each) => (each.call === call ? [each.type] : []));
  const moved = [...new Set(mixed.map(({ call }) => call))].filter(
    (call) => byCall(mixed, call).join() !== byCall(inOrder, call).join(),
  );
  expect(moved.length).toBeGreaterThan(20);
  expect(new Set(mixed.slice(0, 20).map(({ call }) => call)).size).toBeGreaterThan(5);
});

test('calls are planned as they are needed, however many there are', async () => {
  for (const shuffle of [false, true]) {
    let asked = 0;
    const planned = deliveryQueues(
      plannedCalls(options({ calls: 1_000_000_000 })),
      { ...calm, shuffle },
      () => asked++,
    );
    for (let taken = 0; taken < 3; taken++) await planned.next();
    await planned.return(undefined);
    expect(asked).toBe(shuffle ? shuffledTogether : 3);
  }
});

test('scenarios come in turn, or by chance', () => {
  const names = all.map(({ name }) => name);
  const turn = [...plannedCalls(options({ choice: 'turn', calls: names.length + 1 }))].map(({ scenario }) => scenario);
  expect(turn).toEqual([...names, names[0]]);
  const mixed = [...plannedCalls(options({ calls: 400 }))].map(({ scenario }) => scenario);
  expect(new Set(mixed).size).toBe(names.length);
});

test('facts are in every event that has their place, and calls have names of their own', () => {
  const calls = [...plannedCalls(options({ calls: 3, seed: 9, facts: [['/metadata', { shop: 'x' }]] }))];
  expect(calls.map(({ id }) => id)).toEqual(['sim-9-1', 'sim-9-2', 'sim-9-3']);
  const events = calls.flatMap(({ events }) => events.map(({ body }) => JSON.parse(body.toString())));
  expect(events.every(({ metadata }) => metadata.shop === 'x')).toBe(true);
});

test('facts that the contract refuses are an error that says why', () => {
  expect(() => plannedCalls(options({ facts: [['/metadata', 3]] }))).toThrow(
    /refuses an event .* \/metadata must be object/,
  );
});

test('a contract that wants UUIDs gets them', async () => {
  const document = {
    openapi: '3.0.3',
    info: { title: 'Parcels', version: '1' },
    paths: {
      '/hooks': {
        post: {
          'x-hookproof-identity': '/id',
          requestBody: { required: true, content: { 'application/json': { schema: parcel() } } },
          responses: { 200: { description: 'taken' } },
        },
      },
    },
  };
  const own = await prepareContract({ source: 'own', document, mended: [] } as never, {} satisfies ContractOptions);
  const { all: scenarios } = await loadScenarios(own);
  const ids = [...plannedCalls(options({ scenarios, contract: own, calls: 50 }))].map(({ id }) => id);
  expect(new Set(ids).size).toBe(50);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
});

function parcel(): object {
  const id = { type: 'string', format: 'uuid' };
  return { type: 'object', required: ['id'], properties: { id, weight: { type: 'number' } } };
}
