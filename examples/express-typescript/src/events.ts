import { boolean, type Checked, chosenBy, listOf, nullable, number, object, oneOf, string, text } from './check.ts';
import { isDateTime, isUri } from './formats.ts';

const dateTime = text('a date and time with an offset, as RFC 3339 has it', isDateTime);
const uri = text('an absolute URI', isUri);
const anyObject = object({});

const call = object({
  id: string,
  status: oneOf(
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
  ),
  startedAt: nullable(dateTime),
  endedAt: nullable(dateTime),
  recordingUrl: nullable(uri),
  detailUrl: nullable(uri),
  durationSeconds: number,
});

const callEvent = object(
  {
    type: oneOf(
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
    ),
    data: object({
      call,
      analysis: object({ success: boolean, summary: string, requiredActions: listOf(string), insights: anyObject }),
      credits: object({ used: number, available: number }),
      report: object({ reAttemptCount: number, rescheduledCount: number }),
    }),
  },
  'type',
  'data',
);

const order = object({
  email: string,
  phone: string,
  lineItems: listOf(anyObject),
  shippingAddress: object({
    firstName: string,
    lastName: string,
    address1: string,
    address2: string,
    city: string,
    province: string,
    zip: string,
    country: string,
    phone: string,
  }),
  cartTotal: number,
  codCharge: number,
  discount: object({ code: string, reason: string }),
  note: string,
  abandonedCheckoutId: nullable(string),
});

const message = object({ number: nullable(string) });

/** What every action may carry beside its payload. */
const about = {
  call: object({ id: string }, 'id'),
  reason: nullable(oneOf('missing_address', 'missing_first_name', 'invalid_cart_data')),
};

const actionEvent = object(
  {
    type: oneOf('action'),
    data: chosenBy(
      'action',
      object({ action: oneOf('create-order'), ...about, payload: order }, 'action'),
      object({ action: oneOf('send-whatsapp'), ...about, payload: message }, 'action'),
    ),
  },
  'type',
  'data',
);

/** One delivery. The type decides what the data are, the action decides what its payload is; the rest is optional. */
export const webhookEvent = object({ event: chosenBy('type', callEvent, actionEvent), metadata: anyObject }, 'event');

export type WebhookEvent = Checked<typeof webhookEvent>;
