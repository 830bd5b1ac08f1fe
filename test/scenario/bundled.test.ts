import { loadContract } from '../../src/contract/load.ts';
import type { AuthMode } from '../../src/openapi/security.ts';
import { allowedIn, stateAfter } from '../../src/scenario/lifecycle.ts';
import { loadScenarios } from '../../src/scenario/load.ts';
import { planCall } from '../../src/scenario/plan.ts';
import { eventValidator } from '../../src/validator/event.ts';

const contract = await loadContract();
const { all, lifecycle, notes } = await loadScenarios(contract);
if (!lifecycle) throw new Error('the bundled contract has a lifecycle');
const startedAt = new Date('2026-03-01T08:00:00Z');

interface Event {
  event: { type: string; data: EventData };
  metadata: unknown;
}

interface EventData {
  call: {
    id: string;
    status?: string;
    startedAt?: string | null;
    endedAt?: string | null;
    detailUrl?: string;
    recordingUrl?: string | null;
    durationSeconds?: number;
  };
  action?: string;
  payload?: { lineItems?: { price: number; quantity: number }[]; cartTotal?: number };
  analysis?: { requiredActions: string[] };
  credits?: unknown;
  report?: { reAttemptCount: number; rescheduledCount: number };
}

/** The events of one planned call, parsed. */
function eventsOf(name: string): (Event & { at: number; text: string })[] {
  const scenario = all.find((each) => each.name === name);
  if (!scenario) throw new Error(`no scenario ${name}`);
  return planCall(scenario, contract, { id: 'call_4711', startedAt, facts: [] }).events.map(({ atMs, body }) => ({
    ...(JSON.parse(body.toString()) as Event),
    at: startedAt.getTime() + atMs,
    text: body.toString(),
  }));
}

const names = all.map(({ name }) => name);
const types = (name: string): string[] => eventsOf(name).map(({ event }) => event.type);

test('the promised ways of a call are there, each with digits of its own', () => {
  expect(notes).toEqual([]);
  expect(names).toEqual(
    expect.arrayContaining([
      'order-recovered',
      'whatsapp-fallback',
      'busy-then-answered',
      'no-answer',
      'rescheduled-then-completed',
      'aborted',
      'validation-failed',
      'skipped',
      'timed-out',
      'failed-to-place',
      'long-call-with-insights',
      'several-actions',
    ]),
  );
  expect(new Set(all.map(({ digits }) => digits)).size).toBe(all.length);
  expect(all.filter(({ isDefault }) => isDefault).map(({ name }) => name)).toEqual(['order-recovered']);
});

test.each<AuthMode>(['keys', 'signature', 'both', 'none'])(
  'every event is legal where deliveries are proved by %s',
  async (auth) => {
    const judged = await loadContract({ auth });
    const validate = eventValidator(judged, { every: true });
    const scenarios = await loadScenarios(judged);
    expect(scenarios.all.map(({ name }) => name)).toEqual(names);
    for (const scenario of scenarios.all) {
      const planned = planCall(scenario, judged, { id: 'call_4711', startedAt, facts: [] });
      for (const { body } of planned.events)
        expect([scenario.name, validate(body).findings]).toEqual([scenario.name, []]);
      expect(planned.events.map(({ body }) => body.toString())).toEqual(
        eventsOf(scenario.name).map(({ text }) => text),
      );
    }
  },
);

test('every event type of the contract comes in some scenario', () => {
  expect(new Set(names.flatMap(types))).toEqual(new Set(contract.eventTypes));
});

test.each(names)('%s follows the lifecycle to its end', (name) => {
  let state: string | undefined = lifecycle.start;
  for (const type of types(name)) state = state && stateAfter(lifecycle, state, type);
  expect(state && allowedIn(lifecycle, state)).toEqual([]);
});

test.each(names)('the events of %s are of one call', (name) => {
  const events = eventsOf(name);
  for (const { event, metadata } of events) {
    expect(event.data.call.id).toBe('call_4711');
    expect(metadata).toEqual(events[0]?.metadata);
    for (const url of [event.data.call.detailUrl, event.data.call.recordingUrl])
      expect(url ?? 'call_4711').toContain('call_4711');
  }
  // A receiver may tell events apart by their bytes.
  expect(new Set(events.map(({ text }) => text)).size).toBe(events.length);
});

test.each(names)('the states of %s fit its events', (name) => {
  let last = '';
  for (const { event } of eventsOf(name)) {
    if (event.type === 'action') continue;
    const own = event.type.replace(/^call\./, '');
    const keeps = ['end-of-call', 'call.lifecycle-ended'].includes(event.type);
    expect([event.type, event.data.call.status]).toEqual([event.type, keeps ? last : own]);
    last = event.data.call.status ?? '';
  }
});

test.each(names)('the times of %s agree with each other and with the clock', (name) => {
  for (const { event, at } of eventsOf(name)) {
    const { startedAt: start, endedAt: end, durationSeconds = 0 } = event.data.call;
    for (const time of [start, end]) if (time) expect(Date.parse(time)).toBeLessThanOrEqual(at);
    for (const time of [start, end]) if (time) expect(Date.parse(time)).toBeGreaterThanOrEqual(startedAt.getTime());
    expect(durationSeconds * 1000).toBe(start && end ? Date.parse(end) - Date.parse(start) : 0);
  }
});

test.each(names)('%s counts its attempts, and waits between them as an assistant does', (name) => {
  let [attempts, rescheduled, failedAt] = [0, 0, 0];
  for (const { event, at } of eventsOf(name)) {
    if (event.type === 'call.rescheduled') rescheduled++;
    if (event.type === 'call.initiate') {
      attempts++;
      if (failedAt > 0) expect(at - failedAt).toBe(300_000);
    }
    failedAt = ['call.busy', 'call.no-answer', 'call.failed'].includes(event.type) ? at : 0;
    const again = Math.max(attempts - 1 - rescheduled, 0);
    const counted = event.type === 'call.rescheduled' ? attempts - 1 : again;
    if (event.data.report)
      expect(event.data.report).toEqual({ reAttemptCount: counted, rescheduledCount: rescheduled });
  }
  expect(attempts - 1 - rescheduled).toBeLessThanOrEqual(2);
  expect(rescheduled).toBeLessThanOrEqual(1);
});

test.each(names)('what %s orders, does and costs is told alike everywhere', (name) => {
  const events = eventsOf(name).map(({ event }) => event.data);
  const done = events.flatMap(({ action }) => action ?? []);
  const required = events.flatMap(({ analysis }) => analysis?.requiredActions ?? []);
  expect(required).toEqual(expect.arrayContaining(done));
  for (const { payload } of events) {
    const total = payload?.lineItems?.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    expect(payload?.cartTotal).toBe(total);
  }
  const credits = events.flatMap((data) => (data.credits ? [data.credits] : []));
  for (const each of credits) expect(each).toEqual(credits[0]);
});

test.each(names)('the people of %s are invented', (name) => {
  for (const { text } of eventsOf(name)) {
    expect(text.match(/\+\d[\d-]+/g)?.filter((number) => !number.startsWith('+1-202-555-01')) ?? []).toEqual([]);
    expect(text.match(/[\w.]+@[\w.-]+/g)?.filter((address) => !address.endsWith('@example.com')) ?? []).toEqual([]);
    expect(text.match(/https?:\/\/[^/"]+/g)?.filter((host) => !host.endsWith('.example.com')) ?? []).toEqual([]);
  }
});

test('several actions of one call share their order, and the attempts that nobody answers are three', () => {
  const actions = eventsOf('several-actions').filter(({ event }) => event.type === 'action');
  const lines = actions.flatMap(({ event }) => (event.data.payload?.lineItems ? [event.data.payload.lineItems] : []));
  expect([actions.length, lines.length]).toEqual([3, 2]);
  expect(lines[1]).toEqual(lines[0]);
  expect(types('no-answer').filter((type) => type === 'call.no-answer')).toHaveLength(3);
});
