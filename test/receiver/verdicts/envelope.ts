import { bad, badText, type Case, callEvent, callTypes, event, good, goodText, samples, wrongTypes } from './build.ts';

const whole = { event: { type: 'call.ended', data: {} } };

export const envelopeCases: Case[] = [
  ...Object.entries(samples).map(([type, value]) => bad(`the body is ${type}`, value)),
  bad('the body is an empty object', {}),
  bad('the body is an empty array', []),
  bad('the body is an event without its wrapper', { type: 'call.ended', data: {} }),
  bad('the body is an array of one event', [whole]),
  bad('Event with a capital', { Event: whole.event }),
  ...wrongTypes('event', [], (value) => ({ event: value })),
  bad('event is empty', { event: {} }),
  bad('event is an array that holds an event', { event: [whole.event] }),
  bad('type is missing', { event: { data: {} } }),
  bad('data is missing', { event: { type: 'call.ended' } }),
  bad('data of an action is missing', { event: { type: 'action' } }),
  bad('data stands beside the event', { event: { type: 'call.ended' }, data: {} }),
  ...wrongTypes('data of a call event', ['an object'], callEvent),
  ...wrongTypes('data of an action', ['an object'], (value) => event('action', value)),
  bad('data is an empty array', callEvent([])),

  ...callTypes.map((type) => good(`${type} with nothing in it`, event(type, {}))),
  ...wrongTypes('type', ['a string'], (value) => event(value, {})),
  ...['', 'call', 'call.voicemail', 'Call.Ended', 'CALL.ENDED', ' call.ended', 'call.ended ', 'call_ended'].map(
    (type) => bad(`type is "${type}"`, event(type, {})),
  ),
  ...['ended', 'completed', 'end_of_call', 'call.action', 'toString', '__proto__', 'constructor'].map((type) =>
    bad(`type is "${type}"`, event(type, {})),
  ),
  ...['Action', 'ACTION', 'actions', 'create-order'].map((type) =>
    bad(`type is "${type}" with the data of an action`, event(type, { action: 'create-order' })),
  ),
  bad('type is an array of a type', event(['call.ended'], {})),
  bad('type is an array of action', event(['action'], { action: 'create-order' })),
  bad('type is an object that names a type', event({ type: 'call.ended' }, {})),
  bad('type is 0', event(0, {})),
  bad('type is false', event(false, {})),

  good('unknown fields beside the event', { ...whole, id: 'evt_1', extra: [1, null] }),
  good('unknown fields in the event', { event: { ...whole.event, version: 2, context: null } }),
  good('unknown fields in the data', callEvent({ outcome: 'sold', nested: { deep: [[]] } })),
  goodText('__proto__ beside the event', '{"event":{"type":"call.ended","data":{}},"__proto__":{"event":1}}'),
  goodText('constructor in the data', '{"event":{"type":"call.ended","data":{"constructor":{"prototype":1}}}}'),
  badText('the type only under __proto__', '{"event":{"__proto__":{"type":"call.ended"},"data":{}}}'),
  badText('the data only under __proto__', '{"event":{"__proto__":{"data":{}},"type":"call.ended"}}'),
  goodText('a type written with an escape', '{"event":{"type":"call\\u002eended","data":{}}}'),
  goodText('white space wherever it may stand', '\n { "event" :\t{ "data" : { } , "type" : "call.ended" } } \r\n'),

  good('metadata is empty', { ...whole, metadata: {} }),
  good('metadata is nested', { ...whole, metadata: { a: { b: [{ c: null }] }, n: 1e300, s: '💬' } }),
  good('metadata looks like an event', { ...whole, metadata: { event: { type: 5 } } }),
  goodText('metadata with __proto__', '{"metadata":{"__proto__":{"x":1}},"event":{"type":"call.ended","data":{}}}'),
  goodText('metadata with an empty key', '{"metadata":{"":""},"event":{"type":"call.ended","data":{}}}'),
  ...wrongTypes('metadata', ['an object'], (value) => ({ ...whole, metadata: value })),
  bad('metadata is an empty array', { ...whole, metadata: [] }),
  good('metadata in the event, where it means nothing', { event: { ...whole.event, metadata: 'x' } }),
];
