import { join } from 'node:path';
import type { EventDetails, EventPage, Overview, TallyView, TimelinePage } from '../../src/inspector/views.ts';
import { hookproofServing, type RunningServer, root } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const open: RunningServer[] = [];

afterAll(async () => {
  await Promise.all(open.map((each) => each.stop()));
  await removeFolders();
});

async function serving(journal: string, ...args: string[]): Promise<RunningServer> {
  const server = await hookproofServing(['serve', '--journal', journal, ...args]);
  open.push(server);
  return server;
}

async function read<T>({ url }: RunningServer, path: string): Promise<T> {
  const { body } = await deliver(url, '', { method: 'GET', path: `/_hookproof/api/${path}`, headers: {} });
  return JSON.parse(body);
}

test('of receivers of two contracts on one journal each shows its own, and says that there is more', async () => {
  const journal = `sqlite:${join(await folderWith(), 'journal.db')}`;
  const calls = await serving(journal);
  const orders = await serving(journal, '--contract', `${root}test/contracts/webhooks-31-several.yaml`);
  const call = { event: { type: 'call.ended', data: { call: { id: 'one' } } } };
  await deliver(calls.url, call);
  await deliver(calls.url, call, { headers: { ...goodHeaders, 'x-private-key': 'wrong' } });
  for (const n of [1, 2, 3]) await deliver(orders.url, { n }, { path: '/nowhere' });
  // Nothing tells which operation the first is for; it is anybody's, as what came to no place is.
  for (const body of ['{"bad"', '{"action":"labelled"}'])
    await deliver(orders.url, body, { path: '/webhooks', headers: { 'content-type': 'application/json' } });
  const seen = async (server: RunningServer) => {
    const { events } = await read<EventPage>(server, 'events');
    const { attempts, others } = await read<Overview>(server, 'overview');
    const { seen: kinds } = await read<TallyView>(server, 'tally');
    const { timelines } = await read<TimelinePage>(server, 'timelines');
    return { ids: events.map(({ id }) => id), attempts, others, kinds: kinds.length, timelines: timelines.length };
  };
  const [ofCalls, ofOrders] = [await seen(calls), await seen(orders)];
  expect([ofCalls, ofOrders]).toMatchObject([{ others: 1 }, { others: 2 }]);
  expect(ofOrders.ids).not.toContain(ofCalls.ids.at(-1));
  expect(ofOrders.timelines).toBe(0);
  const { event } = await read<EventDetails>(calls, `events/${ofCalls.ids.at(-1)}`);
  expect(event.type).toBe('call.ended');
  await expect(read(orders, `events/${event.id}`)).resolves.toMatchObject({ status: 404 });
  // Of what came to no place of the contract nothing is asked.
  for (const id of ofCalls.ids) {
    const { attempts } = await read<EventDetails>(calls, `events/${id}`);
    const asked = attempts.flatMap((each) => (each.asked.length > 0 ? [each.target] : []));
    expect(asked.filter((target) => target !== callEventsPath)).toEqual([]);
  }
});
