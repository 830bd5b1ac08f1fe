import { bad, type Case, call, callEvent, event, good, goodText, wrongTypes } from './build.ts';

const statuses = [
  'initiate',
  'in-progress',
  'ended',
  'completed',
  'timeout',
  'failed',
  'validation-failed',
  'busy',
  'no-answer',
  'skip',
  'rescheduled',
  'aborted',
];
const text = 'a string';
const nothing = 'null';

const full = {
  call: {
    id: 'call_123456',
    status: 'completed',
    startedAt: '2026-01-15T09:30:00Z',
    endedAt: '2026-01-15T09:30:45Z',
    recordingUrl: 'https://recordings.example/1.mp3',
    detailUrl: 'https://calls.example/1',
    durationSeconds: 45,
  },
  analysis: { success: true, summary: 'Ordered.', requiredActions: ['create-order'], insights: { interested: true } },
  credits: { used: 1.5, available: 98.5 },
  report: { reAttemptCount: 0, rescheduledCount: 0 },
};

export const callCases: Case[] = [
  good('a call event with everything', callEvent(full)),
  good('a last event with everything', event('end-of-call', full)),
  good('a call with nothing in it', call({})),
  good('a call with unknown fields', call({ language: 'hi', attempts: [1] })),
  ...wrongTypes('call', ['an object'], call),
  ...wrongTypes('call.id', [text], (id) => call({ id })),
  good('call.id is the empty string', call({ id: '' })),
  ...statuses.map((status) => good(`call.status is ${status}`, call({ status }))),
  ...wrongTypes('call.status', [], (status) => call({ status })),
  ...['lifecycle-ended', 'end-of-call', 'Completed', 'call.completed', ''].map((status) =>
    bad(`call.status is "${status}"`, call({ status })),
  ),
  good('a status that does not fit the type', event('call.initiate', { call: { status: 'busy' } })),
  bad('call.status is an array of one status', call({ status: ['busy'] })),
  ...wrongTypes('call.durationSeconds', ['a number'], (durationSeconds) => call({ durationSeconds })),
  bad('call.durationSeconds is "45"', call({ durationSeconds: '45' })),
  bad('call.durationSeconds is [45]', call({ durationSeconds: [45] })),
  ...[0, -1, 45.5, 1e308].map((durationSeconds) => good(`a duration of ${durationSeconds}`, call({ durationSeconds }))),
  goodText('a duration of 45.0', '{"event":{"type":"call.ended","data":{"call":{"durationSeconds":45.0}}}}'),
  goodText('a duration of 4.5E1', '{"event":{"type":"call.ended","data":{"call":{"durationSeconds":4.5E1}}}}'),
  ...['startedAt', 'endedAt', 'recordingUrl', 'detailUrl'].flatMap((name) => [
    good(`call.${name} is null`, call({ [name]: null })),
    ...wrongTypes(`call.${name}`, [text, nothing], (value) => call({ [name]: value })),
  ]),

  good('an analysis with nothing in it', callEvent({ analysis: {} })),
  ...wrongTypes('analysis', ['an object'], (analysis) => callEvent({ analysis })),
  ...wrongTypes('analysis.success', ['a boolean'], (success) => callEvent({ analysis: { success } })),
  bad('analysis.success is "true"', callEvent({ analysis: { success: 'true' } })),
  bad('analysis.success is 1', callEvent({ analysis: { success: 1 } })),
  ...wrongTypes('analysis.summary', [text], (summary) => callEvent({ analysis: { summary } })),
  good('no required action', callEvent({ analysis: { requiredActions: [] } })),
  good('required actions that nobody knows', callEvent({ analysis: { requiredActions: ['anything', ''] } })),
  ...wrongTypes('required actions', ['an array'], (requiredActions) => callEvent({ analysis: { requiredActions } })),
  ...wrongTypes('the last required action', [text], (last) =>
    callEvent({ analysis: { requiredActions: ['create-order', last] } }),
  ),
  ...wrongTypes('the first required action', [text], (first) =>
    callEvent({ analysis: { requiredActions: [first, 'x'] } }),
  ),
  good('insights are empty', callEvent({ analysis: { insights: {} } })),
  good('insights hold anything', callEvent({ analysis: { insights: { a: null, b: [1, {}], c: '' } } })),
  ...wrongTypes('insights', ['an object'], (insights) => callEvent({ analysis: { insights } })),

  ...['credits', 'report'].flatMap((name) => [
    good(`${name} with nothing in it`, callEvent({ [name]: {} })),
    ...wrongTypes(name, ['an object'], (value) => callEvent({ [name]: value })),
  ]),
  ...wrongTypes('credits.used', ['a number'], (used) => callEvent({ credits: { used } })),
  ...wrongTypes('credits.available', ['a number'], (available) => callEvent({ credits: { available } })),
  good('credits below nothing', callEvent({ credits: { used: 0, available: -0.5 } })),
  ...wrongTypes('re-attempts', ['a number'], (reAttemptCount) => callEvent({ report: { reAttemptCount } })),
  ...wrongTypes('reschedules', ['a number'], (rescheduledCount) => callEvent({ report: { rescheduledCount } })),
  good('half a re-attempt', callEvent({ report: { reAttemptCount: 0.5 } })),
];
