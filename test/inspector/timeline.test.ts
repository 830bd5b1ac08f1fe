import { loadContracts } from '../../src/contract/load.ts';
import { timelineOf } from '../../src/inspector/timeline.ts';
import type { EventRow } from '../../src/inspector/views.ts';
import type { Lifecycle } from '../../src/scenario/lifecycle.ts';
import { loadLifecycle } from '../../src/scenario/load.ts';

let lifecycle: Lifecycle | undefined;

beforeAll(async () => {
  lifecycle = await loadLifecycle(await loadContracts());
});

/** Makes events of these types, in the order of arrival; `×2` after one says that it was delivered twice. */
const came = (...types: string[]): EventRow[] =>
  types.map((each, at) => {
    const [type = '', times = '1'] = each.split('×');
    const outcome = type.startsWith('!') ? 'refused' : 'accepted';
    return { id: at + 1, type: type.replace('!', ''), outcome, attempts: Number(times), firstAt: at, lastAt: at };
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

test('without a lifecycle events stand in the order of arrival, and what came twice is said', () => {
  const { steps, state } = timelineOf(came('b', 'a×2'), undefined);
  expect(steps.map(({ label, mark }) => [label, mark])).toEqual([
    ['b', 'fine'],
    ['a', 'double'],
  ]);
  expect(state).toBeUndefined();
});
