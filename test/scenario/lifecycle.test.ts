import { loadContract } from '../../src/contract/load.ts';
import { allowedIn, canAbort, stateAfter } from '../../src/scenario/lifecycle.ts';
import { loadScenarios, pickScenario } from '../../src/scenario/load.ts';

const scenarios = await loadScenarios(await loadContract());
const { lifecycle } = scenarios;
if (!lifecycle) throw new Error('the bundled contract has a lifecycle');

/** The state after some events, or the first that is not allowed. */
function after(types: readonly string[], from: string = lifecycle?.start ?? ''): string {
  let state = from;
  for (const type of types) {
    const next = lifecycle && stateAfter(lifecycle, state, type);
    if (next === undefined) return `${type} is refused`;
    state = next;
  }
  return state;
}

test.each([
  ['call.initiate', 'call.in-progress', 'call.ended', 'call.completed', 'end-of-call', 'call.lifecycle-ended'],
  ['call.initiate', 'call.failed', 'call.lifecycle-ended'],
  ['call.initiate', 'call.busy', 'call.initiate', 'call.no-answer', 'call.lifecycle-ended'],
  ['call.initiate', 'call.in-progress', 'action', 'call.ended', 'action', 'call.completed', 'call.lifecycle-ended'],
])('the documented order is allowed: %s', (...types) => {
  expect(after(types)).toBe('lifecycle-ended');
});

test.each([
  [['call.in-progress']],
  [['call.lifecycle-ended']],
  [['call.initiate', 'call.ended']],
  [['call.initiate', 'call.initiate']],
  [['call.initiate', 'action']],
  [['call.initiate', 'call.in-progress', 'call.busy']],
  [['call.initiate', 'call.in-progress', 'call.completed']],
  [['call.initiate', 'call.busy', 'call.in-progress']],
  [['call.initiate', 'call.busy', 'call.lifecycle-ended', 'call.initiate']],
  [['call.initiate', 'unheard.of']],
  [['call.initiate', 'toString']],
])('%j is refused at its last event', (types) => {
  expect(after(types)).toBe(`${types.at(-1)} is refused`);
});

test('a call cannot be aborted in progress, ended, completed, timed out, aborted or over; else it can', () => {
  const states = new Set(Object.values(lifecycle.events).map(({ to }) => to));
  states.delete('same');
  states.add(lifecycle.start);
  const refused = [...states].filter((state) => !canAbort(lifecycle, state)).toSorted();
  expect(refused).toEqual(['aborted', 'completed', 'ended', 'in-progress', 'lifecycle-ended', 'timeout']);
  expect(canAbort({ ...lifecycle, abort: undefined }, 'queued')).toBe(false);
});

test('an abort leads from everywhere to call.aborted and the end', () => {
  const { steps } = pickScenario(scenarios, lifecycle.abort?.scenario);
  const types = steps.map(({ type }) => type);
  expect(types).toEqual(['call.aborted', 'call.lifecycle-ended']);
  for (const state of lifecycle.abort?.from ?? [])
    expect([state, after(types, state)]).toEqual([state, 'lifecycle-ended']);
});

test('only the end is final', () => {
  expect(allowedIn(lifecycle, 'lifecycle-ended')).toEqual([]);
  expect(allowedIn(lifecycle, 'rescheduled')).not.toEqual([]);
  expect(allowedIn(lifecycle, 'ended')).toEqual(['call.completed', 'action', 'call.rescheduled']);
});
