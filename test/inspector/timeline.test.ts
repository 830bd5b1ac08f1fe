import { loadContracts } from '../../src/contract/load.ts';
import { timelineOf } from '../../src/inspector/timeline.ts';
import type { EventRow } from '../../src/inspector/views.ts';
import type { Lifecycle } from '../../src/scenario/lifecycle.ts';
import { loadLifecycles } from '../../src/scenario/load.ts';

let lifecycle: Lifecycle[];

beforeAll(async () => {
  lifecycle = await loadLifecycles(await loadContracts());
});

/** Makes events of these types, in the order of arrival; `×2` after one says that it was accepted twice, `~1` that it was denied, too. */
const came = (...types: string[]): EventRow[] =>
  types.map((each, at) => {
    const [, mark = '', type = '', times = '1', denied = '0'] = /^(!?)([^×~]+)(?:×(\d+))?(?:~(\d+))?$/.exec(each) ?? [];
    const outcome = mark === '!' ? 'refused' : 'accepted';
    const outcomes = { accepted: 0, refused: 0, denied: Number(denied), [outcome]: Number(times) };
    const attempts = Number(times) + Number(denied);
    const had = (['accepted', 'refused', 'denied'] as const).filter((name) => outcomes[name] > 0);
    return { id: at + 1, type, outcome, outcomes, had, attempts, firstAt: at, lastAt: at };
  });

const marked = (events: EventRow[]): string[] =>
  timelineOf(events, lifecycle).steps.map(({ mark, label }) => (mark === 'fine' ? label : `${label} ${mark}`));

const whole = ['call.initiate', 'call.in-progress', 'call.ended', 'call.completed', 'call.lifecycle-ended'];

test('a whole call is fine, ends in its last state and waits for nothing', () => {
  expect(marked(came(...whole))).toEqual(whole);
  expect(timelineOf(came(...whole), lifecycle)).toMatchObject({ state: 'lifecycle-ended', awaited: [] });
  expect(timelineOf(came('call.initiate'), lifecycle).awaited).toContain('call.in-progress');
});

test.each([
  [
    'what never came stands as missing before what came without it',
    ['call.initiate', 'call.completed'],
    ['call.initiate', 'call.in-progress missing', 'call.ended missing', 'call.completed'],
  ],
  [
    'what came after others took its place is late, and no more missing',
    ['call.initiate', 'call.ended', 'call.in-progress'],
    ['call.initiate', 'call.ended', 'call.in-progress late'],
  ],
  [
    'what was delivered twice, or comes again where none may follow, is double',
    ['call.initiate×2', 'call.in-progress', 'call.in-progress'],
    ['call.initiate double', 'call.in-progress', 'call.in-progress double'],
  ],
  [
    'what may not come where no way leads to it is out of order',
    [...whole, 'call.busy'],
    [...whole, 'call.busy out-of-order'],
  ],
  [
    'what was refused stands where it came, and changes no state',
    ['call.initiate', '!call.ended', 'call.in-progress'],
    ['call.initiate', 'call.ended', 'call.in-progress'],
  ],
])('%s', (_, types, expected) => {
  expect(marked(came(...types))).toEqual(expected);
});

test('what was accepted once is not double for attempts that were denied, and they are told', () => {
  for (const lifecycles of [lifecycle, []]) {
    const { steps } = timelineOf(came('call.initiate~1', 'call.in-progress×2~3'), lifecycles);
    expect(steps.map(({ mark, why }) => [mark, why])).toEqual([
      ['fine', 'it was delivered 2 times, 1 denied'],
      ['double', 'it was delivered 5 times, 3 denied'],
    ]);
  }
});

test('what was refused says why', () => {
  const [event] = came('!call.ended');
  if (!event) throw new Error('there is no event');
  const { steps } = timelineOf([{ ...event, cause: '/a must be string' }], lifecycle);
  expect(steps).toMatchObject([{ mark: 'fine', why: '/a must be string' }]);
});

test('without a lifecycle events stand in the order of arrival, and what came twice is said', () => {
  const { steps, state } = timelineOf(came('b', 'a×2'), []);
  expect(steps.map(({ label, mark }) => [label, mark])).toEqual([
    ['b', 'fine'],
    ['a', 'double'],
  ]);
  expect(state).toBeUndefined();
});

/** Makes the lifecycle of an operation whose events come one after another. */
const inTurn = (operation: string | undefined, ...types: string[]): Lifecycle => ({
  ...{ start: 'begun', abort: undefined, file: 'x', contract: 'x', operation },
  events: Object.fromEntries(
    types.map((type, at) => [type, { from: [at === 0 ? 'begun' : `after-${at}`], to: `after-${at + 1}` }]),
  ),
});

test('events of several operations stand along the lifecycle of each, in the order of arrival', () => {
  const lifecycles = [inTurn('order', 'made', 'paid', 'sent'), inTurn('parcel', 'made', 'handed')];
  const operations = ['order', 'parcel', 'order', 'other', 'parcel', 'parcel'];
  const events = came('made', 'handed', 'sent', 'made×2', 'made', 'lost').map((event, at) => ({
    ...event,
    operation: operations[at] ?? '',
  }));
  const { steps, state } = timelineOf(events, lifecycles);
  expect(steps.map(({ mark, label, event }) => [event?.operation ?? '', label, mark])).toEqual([
    ['order', 'made', 'fine'],
    ['parcel', 'handed', 'fine'],
    ['', 'paid', 'missing'],
    ['order', 'sent', 'fine'],
    ['other', 'made', 'double'],
    ['parcel', 'made', 'late'],
    ['parcel', 'lost', 'out-of-order'],
  ]);
  expect(state).toBe('after-3 and after-2');
});

test('one lifecycle orders several operations, by their names where events have no type', () => {
  const events = came('x', 'y', 'z').map(({ type: operation = '', ...event }) => ({ ...event, operation }));
  const { steps, awaited } = timelineOf(events, [inTurn(undefined, 'w', 'x', 'y', 'v')]);
  expect(steps.map(({ mark, label }) => [label, mark])).toEqual([
    ['w', 'missing'],
    ['x', 'fine'],
    ['y', 'fine'],
    ['z', 'fine'],
  ]);
  expect(awaited).toEqual(['v']);
});
