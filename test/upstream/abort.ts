import { abort, accepted, settled, shown } from '../support/calls.ts';
import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

let mock: RunningServer;

beforeAll(async () => {
  mock = await hookproofServing(['mock', '--speed', 'instant']);
});
afterAll(async () => {
  await mock.stop();
  await closeOrigins();
});

/** A call that stays in a state, since the receiver does not answer the event that led there. */
async function heldIn(scenario: string, type: string) {
  const receiver = await inbox();
  receiver.hold(type);
  const metadata = { cart: 'c-1' };
  const body = { callbackUrl: receiver.url, metadata };
  const id = await accepted(mock.url, body, { 'x-hookproof-scenario': scenario });
  await receiver.sawType(type);
  return { id, receiver, metadata };
}

test.each([
  ['initiate', 'order-recovered', 'call.initiate'],
  ['busy', 'busy-then-answered', 'call.busy'],
  ['no-answer', 'no-answer', 'call.no-answer'],
  ['failed', 'failed-to-place', 'call.failed'],
  ['rescheduled', 'rescheduled-then-completed', 'call.rescheduled'],
  ['validation-failed', 'validation-failed', 'call.validation-failed'],
  ['skip', 'skipped', 'call.skip'],
])(
  'a call in the state %s is aborted: what is left is cancelled, and its last two events follow',
  async (state, scenario, type) => {
    const { id, receiver, metadata } = await heldIn(scenario, type);
    const before = receiver.received.length;
    expect((await shown(mock.url, id)).state).toBe(state);
    expect((await abort(mock.url, id)).status).toBe(200);
    const again = await abort(mock.url, id);
    expect([again.status, JSON.parse(again.body).detail]).toEqual([400, 'it has been ended already']);
    receiver.release();
    const call = await settled(mock.url, id);
    expect(receiver.types().slice(before)).toEqual(['call.aborted', 'call.lifecycle-ended']);
    expect(call.state).toBe('lifecycle-ended');
    expect(call.events.filter(({ outcome }) => outcome === 'cancelled').length).toBeGreaterThan(0);
    for (const { event } of receiver.received)
      expect([event.event.data.call?.id, event.metadata]).toEqual([id, metadata]);
    expect((await abort(mock.url, id)).status).toBe(400);
  },
);

test.each([
  ['in-progress', 'order-recovered', 'call.in-progress'],
  ['ended', 'order-recovered', 'call.ended'],
  ['completed', 'order-recovered', 'call.completed'],
  ['timeout', 'timed-out', 'call.timeout'],
  ['aborted', 'aborted', 'call.aborted'],
])('a call in the state %s cannot be aborted, and goes on', async (state, scenario, type) => {
  const { id, receiver } = await heldIn(scenario, type);
  const answer = await abort(mock.url, id);
  expect([answer.status, JSON.parse(answer.body).detail]).toEqual([400, `it cannot be ended in the state "${state}"`]);
  receiver.release();
  const call = await settled(mock.url, id);
  expect(call.events.every(({ outcome }) => outcome === 'delivered')).toBe(true);
  expect((await abort(mock.url, id)).status).toBe(400);
});

test('a call is aborted before its first event', async () => {
  const slow = await hookproofServing(['mock', '--speed', '1x']);
  const receiver = await inbox();
  const id = await accepted(slow.url, { callbackUrl: receiver.url });
  expect((await shown(slow.url, id)).state).toBe('queued');
  expect((await abort(slow.url, id)).status).toBe(200);
  await receiver.saw(2);
  expect(receiver.types()).toEqual(['call.aborted', 'call.lifecycle-ended']);
  await slow.stop();
});

test('a call that nobody asked for gets 404', async () => {
  const { status, body } = await abort(mock.url, 'call_unknown');
  expect([status, JSON.parse(body).detail]).toEqual([404, 'there is no call "call_unknown"']);
});
