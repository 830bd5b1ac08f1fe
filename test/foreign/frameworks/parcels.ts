import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';

export const secret = 'no-real-secret';

/** Says what a receiver does: how it asks for proof, and what is wrong with it, where anything is. */
export interface Way {
  signed: boolean;
  fault?: Fault;
  /** Sets otherwise what the framework warns of by its defaults, as docs/api.md says. */
  tuned?: boolean;
}

/** `lax`: takes every event. `reserialised`: signs the event that it read, written anew. `torn`: decodes each piece by itself. `coercing`: turns values into what the schema wants. */
export type Fault = 'lax' | 'reserialised' | 'torn' | 'coercing';

/** Holds what a parcel's event is, as the contract beside this file says. */
export const schema = {
  type: 'object',
  required: ['id', 'type', 'parcel'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 200 },
    type: { enum: ['parcel.sent', 'parcel.lost', 'parcel.returned'] },
    parcel: {
      type: 'object',
      required: ['weight'],
      properties: {
        weight: { type: 'number', minimum: 0 },
        note: { type: ['string', 'null'] },
        labels: { type: 'array', items: { type: 'string' } },
      },
    },
  },
};

const isParcel = new Ajv2020().compile(schema);

const isSame = (given: unknown, wanted: string): boolean => {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Tells whether the key is ours, for which the body need not have come. */
export const hasKey = (headers: IncomingHttpHeaders): boolean => isSame(headers['x-parcels-key'], secret);

/** Tells whether the bytes are signed by our secret. */
export function hasSignature(headers: IncomingHttpHeaders, raw: Buffer, { fault }: Way): boolean {
  const signed = fault === 'reserialised' ? JSON.stringify(parse(raw)) : raw;
  return isSame(
    headers['x-hub-signature-256'],
    `sha256=${createHmac('sha256', secret)
      .update(signed ?? '')
      .digest('hex')}`,
  );
}

/** Gives the status for an event that came from the sender. */
export const statusFor = (event: unknown, { fault }: Way): number => (fault === 'lax' || isParcel(event) ? 200 : 400);

/** Reads JSON as it has to be: in UTF-8. Gives undefined for anything else. */
export function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}

/** Gives the status for a delivery of which all is at hand. */
export function judge(headers: IncomingHttpHeaders, raw: Buffer, way: Way): number {
  if (!(way.signed ? hasSignature(headers, raw, way) : hasKey(headers))) return 401;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return 415;
  const event = parse(raw);
  return event === undefined ? 400 : statusFor(event, way);
}
