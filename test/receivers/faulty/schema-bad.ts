import { isObject } from '../../../src/schema/json.ts';
import { valueAt, withValueAt } from '../../../src/schema/pointer.ts';
import { newAjv } from '../../../src/schema/validate/compile.ts';
import { type FaultyReceiver, fault, judgedAs, mild, overlooks, parsed } from './fault.ts';

const within = (pointer: string, place: string): boolean => pointer === place || pointer.startsWith(`${place}/`);

/** Receivers that take what is not legal. */
export const laxFaults: FaultyReceiver[] = [
  fault('takes any JSON object', 'schema.bad.required.event', (right) => ({
    judge: (body, request) => (isObject(parsed(body)) ? [] : right.judge(body, request)),
  })),
  fault(
    'does without a type',
    'schema.bad.required.event.type',
    overlooks(
      ({ rule, pointer, message }) => rule === 'required' && pointer === '/event' && message.includes("'type'"),
    ),
  ),
  fault(
    'does without data',
    'schema.bad.required.event.data',
    overlooks(
      ({ rule, pointer, message }) => rule === 'required' && pointer === '/event' && message.includes("'data'"),
    ),
  ),
  fault(
    'never looks at the action',
    'schema.bad.enum.event.data.action',
    overlooks(({ pointer }) => within(pointer, '/event/data/action')),
  ),
  fault(
    'never looks at the payload',
    'schema.bad.type.event.data.payload.cartTotal.boolean',
    overlooks(({ pointer }) => within(pointer, '/event/data/payload')),
  ),
  fault(
    'never looks at the status',
    'schema.bad.enum.event.data.call.status',
    overlooks(({ rule, pointer }) => rule === 'enum' && pointer === '/event/data/call/status'),
  ),
  fault(
    'never looks at the reason',
    'schema.bad.enum.event.data.reason',
    overlooks(({ rule, pointer }) => rule === 'enum' && pointer === '/event/data/reason'),
  ),
  fault(
    'does without the id of an action’s call',
    'schema.bad.required.event.data.call.id.in.action.create-order',
    overlooks(({ rule, pointer }) => rule === 'required' && pointer === '/event/data/call'),
  ),
  fault('turns texts into numbers', 'schema.bad.coercible.event.data.credits.used.digits', (right) => {
    const ajv = newAjv(right.contract.document, right.contract.definitions, { coerceTypes: true });
    const validate = ajv.compile(right.contract.body.schema);
    return {
      judge: (body, request) => (isObject(parsed(body)) && validate(parsed(body)) ? [] : right.judge(body, request)),
    };
  }),
  fault(
    'takes null for anything that is a text',
    'schema.bad.null.event.data.call.id',
    overlooks(({ rule, message }, value) => rule === 'type' && value === null && message.includes('string')),
  ),
  fault(
    'takes null for whatever could be left out',
    'schema.bad.null.event.data.analysis',
    overlooks(({ rule, pointer }, value) => rule === 'type' && value === null && pointer === '/event/data/analysis'),
  ),
  fault(
    'looks at the first line of an order only',
    'schema.bad.type.event.data.payload.lineItems.items.last',
    overlooks(({ pointer }) => /\/lineItems\/[1-9]/.test(pointer)),
  ),
  fault(
    'looks at the last required action only',
    'schema.bad.type.event.data.analysis.requiredActions.items.*',
    overlooks(({ pointer }) => pointer.endsWith('/requiredActions/0')),
  ),
  fault(
    'takes a list for an object',
    'schema.bad.type.metadata.array',
    overlooks(({ rule, message }, value) => rule === 'type' && Array.isArray(value) && message === 'must be object'),
  ),
  fault('takes an action that carries the data of a call', 'schema.bad.action-with-call-data', (right) => ({
    judge(body, request) {
      const [event, findings] = [parsed(body), right.judge(body, request)];
      const blind = findings.length > 0 && isObject(valueAt(event, ['event', 'data', 'call']));
      if (!blind || valueAt(event, ['event', 'type']) !== 'action') return findings;
      return judgedAs(right, request, withValueAt(event, ['event', 'type'], 'call.initiate'));
    },
  })),
  fault('takes a payload that would fit the other action', 'schema.bad.payload-of-another-kind', (right) => ({
    judge(body, request) {
      const [event, findings] = [parsed(body), right.judge(body, request)];
      if (findings.length === 0 || valueAt(event, ['event', 'data', 'action']) !== 'create-order') return findings;
      return judgedAs(right, request, withValueAt(event, ['event', 'data', 'action'], 'send-whatsapp'));
    },
  })),
  fault('fails where data are not an object', 'schema.bad.null.event.data', (right) => ({
    judge(body, request) {
      const data = valueAt(parsed(body), ['event', 'data']);
      if (data === null) throw new TypeError('cannot read properties of null');
      return right.judge(body, request);
    },
  })),
  mild(
    'takes any text for a date',
    'schema.bad.format.event.data.call.startedAt.*',
    overlooks(({ rule, message }) => rule === 'format' && message.includes('date-time')),
  ),
  mild(
    'takes any text for an address',
    'schema.bad.format.event.data.call.recordingUrl.*',
    overlooks(({ rule, message }) => rule === 'format' && message.includes('uri')),
  ),
  mild('refuses an event with 422', 'schema.bad.documented-refusal', (right) => ({
    refuse: (status, detail, request, body) => right.refuse(status === 400 ? 422 : status, detail, request, body),
  })),
];
