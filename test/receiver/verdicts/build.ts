/** One event and what the contract means to say of it. */
export interface Case {
  name: string;
  legal: boolean;
  /** A value to be sent as JSON, or the exact text where JSON.stringify could not write it. */
  body: unknown;
  raw?: string;
}

export const callTypes = [
  'call.initiate',
  'call.in-progress',
  'call.ended',
  'call.completed',
  'call.timeout',
  'call.failed',
  'call.validation-failed',
  'call.busy',
  'call.no-answer',
  'call.skip',
  'call.rescheduled',
  'call.aborted',
  'call.lifecycle-ended',
  'end-of-call',
];

export const good = (name: string, body: unknown): Case => ({ name, legal: true, body });
export const bad = (name: string, body: unknown): Case => ({ name, legal: false, body });

/** The same, written by hand: for texts that no serialiser makes. */
export const goodText = (name: string, raw: string): Case => ({ name, legal: true, body: JSON.parse(raw), raw });
export const badText = (name: string, raw: string): Case => ({ name, legal: false, body: JSON.parse(raw), raw });

export const event = (type: unknown, data: unknown): object => ({ event: { type, data } });
export const callEvent = (data: unknown): object => event('call.completed', data);
export const call = (fields: unknown): object => callEvent({ call: fields });
export const action = (data: unknown): object => event('action', data);
export const order = (payload: unknown): object => action({ action: 'create-order', payload });
export const whatsapp = (payload: unknown): object => action({ action: 'send-whatsapp', payload });

/** JSON's types, each with a value that is not empty. */
export const samples: Record<string, unknown> = {
  'a string': 'text',
  'a number': 7,
  'a boolean': true,
  null: null,
  'an array': ['text'],
  'an object': { key: 'text' },
};

/** One bad case for each of JSON's types that is not among `allowed`. */
export function wrongTypes(what: string, allowed: string[], build: (value: unknown) => unknown): Case[] {
  return Object.entries(samples)
    .filter(([type]) => !allowed.includes(type))
    .map(([type, value]) => bad(`${what} is ${type}`, build(value)));
}
