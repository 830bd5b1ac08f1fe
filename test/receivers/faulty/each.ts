import { isObject } from '../../../src/schema/json.ts';
import { valueAt } from '../../../src/schema/pointer.ts';
import { anywhere, type FaultyReceiver, fault, objectsTo, overlooks, parsed } from './fault.ts';

const inData = (event: unknown, ...path: string[]): unknown => valueAt(event, ['event', 'data', ...path]);
const typeOf = (event: unknown): unknown => valueAt(event, ['event', 'type']);
const metadata = (event: unknown): [string, unknown][] => Object.entries(valueAt(event, ['metadata']) ?? {});
const texts = (event: unknown, holds: (text: string) => boolean): boolean =>
  anywhere(event, (value) => typeof value === 'string' && holds(value));

/** Receivers that are wrong about one type, one variant or one odd value only. */
export const eachFaults: FaultyReceiver[] = [
  fault(
    'judges all types but one',
    'schema.bad.each.call.skip.*',
    overlooks((_, __, event) => typeOf(event) === 'call.skip'),
  ),
  fault(
    'takes null for the data of one type',
    'schema.bad.each.call.aborted.event.data.null',
    overlooks(
      ({ pointer }, value, event) => typeOf(event) === 'call.aborted' && pointer === '/event/data' && value === null,
    ),
  ),
  fault(
    'never looks at the reason of a message',
    'schema.bad.enum.event.data.reason.in.action.send-whatsapp',
    overlooks(
      ({ pointer }, _, event) => pointer === '/event/data/reason' && inData(event, 'action') === 'send-whatsapp',
    ),
  ),
  fault(
    'does without the id of the call of a message',
    'schema.bad.required.event.data.call.id.in.action.send-whatsapp',
    overlooks(
      ({ rule, pointer }, _, event) =>
        rule === 'required' && pointer === '/event/data/call' && inData(event, 'action') === 'send-whatsapp',
    ),
  ),
  fault(
    'does without the data of a call event',
    'schema.bad.required.event.data*',
    overlooks(
      ({ rule, message }, _, event) => rule === 'required' && message.includes("'data'") && typeOf(event) !== 'action',
    ),
  ),
  fault('reads underscores as dashes', 'schema.bad.enum.event.data.call.status.underscores', (right) => ({
    judge: (body, request) => right.judge(Buffer.from(body.toString().replace('in_progress', 'in-progress')), request),
  })),
  fault(
    'trims what it looks up',
    'schema.bad.enum.event.data.call.status.padded',
    overlooks(
      ({ rule, pointer }, value) =>
        rule === 'enum' && pointer === '/event/data/call/status' && String(value).trim() === 'initiate',
    ),
  ),
  fault(
    'takes yes for true',
    'schema.bad.coercible.event.data.analysis.success.yes',
    overlooks((_, value) => value === 'yes'),
  ),
  fault(
    'takes a list of one for its item',
    'schema.bad.coercible.event.*.list',
    overlooks((_, value) => Array.isArray(value) && value.length === 1),
  ),
  fault(
    'never looks at a list of one',
    'schema.bad.type.event.*.items.only',
    overlooks(({ pointer }, _, event) => {
      const list = valueAt(event, pointer.split('/').slice(1, -1));
      return Array.isArray(list) && list.length === 1;
    }),
  ),
  fault(
    'looks at both ends of a list only',
    'schema.bad.type.event.*.items.middle',
    overlooks(({ pointer }, _, event) => {
      const path = pointer.split('/').slice(1);
      const list = valueAt(event, path.slice(0, -1));
      const at = Number(path.at(-1));
      return Array.isArray(list) && at > 0 && at < list.length - 1;
    }),
  ),
  fault(
    'misses a reason of a message',
    'schema.good.enum.event.data.reason.in.action.send-whatsapp.missing_first_name',
    objectsTo(
      (event) => inData(event, 'action') === 'send-whatsapp' && inData(event, 'reason') === 'missing_first_name',
    ),
  ),
  fault(
    'refuses fields that it does not know in the call of a message',
    'schema.good.unknown.event.data.call.in.action.send-whatsapp',
    objectsTo(
      (event) =>
        inData(event, 'action') === 'send-whatsapp' &&
        Object.keys(inData(event, 'call') ?? {}).some((key) => key !== 'id'),
    ),
  ),
  fault(
    'takes at most fifty fields of metadata',
    'schema.good.open.metadata.many-keys',
    objectsTo((event) => metadata(event).length > 50),
  ),
  fault(
    'takes no dots in names',
    'schema.good.open.metadata.odd-keys',
    objectsTo((event) => metadata(event).some(([key]) => /[.$]/.test(key))),
  ),
  fault(
    'takes no null in metadata',
    'schema.good.open.metadata.null-values',
    objectsTo((event) => metadata(event).some(([, value]) => value === null)),
  ),
  fault(
    'takes no empty call',
    'schema.good.empty.event.data.call',
    objectsTo((event) => isObject(inData(event, 'call')) && Object.keys(inData(event, 'call') ?? {}).length === 0),
  ),
  fault(
    'takes no empty summary',
    'schema.good.empty.event.data.analysis.summary',
    objectsTo((event) => inData(event, 'analysis', 'summary') === ''),
  ),
  fault(
    'takes the same item once',
    'schema.good.array.event.data.analysis.requiredActions.repeated',
    objectsTo((event) => {
      const list = inData(event, 'analysis', 'requiredActions');
      return Array.isArray(list) && new Set(list).size < list.length;
    }),
  ),
  fault(
    'takes ten lines of an order',
    'schema.good.array.event.data.payload.lineItems.many',
    objectsTo((event) => ((inData(event, 'payload', 'lineItems') as unknown[] | undefined) ?? []).length > 10),
  ),
  ...(
    [
      ['nothing below zero', 'negative', (value: number) => value < 0],
      ['zero for nothing', 'zero', (value: number) => value === 0],
      ['no more than 32 bits', 'large', (value: number) => value > 2 ** 31],
      ['two decimals', 'small', (value: number) => !Number.isInteger(value * 100)],
    ] as const
  ).map(([what, name, refused]) =>
    fault(
      `takes ${what} as a total`,
      `schema.good.number.event.data.payload.cartTotal.${name}`,
      objectsTo((event) => {
        const total = inData(event, 'payload', 'cartTotal');
        return typeof total === 'number' && refused(total);
      }),
    ),
  ),
  fault(
    'knows no leap days',
    'schema.good.date-time.event.data.call.startedAt.leap-day',
    objectsTo((event) => String(inData(event, 'call', 'startedAt')).includes('-02-29')),
  ),
  fault(
    'knows no time before this century',
    'schema.good.date-time.event.data.call.endedAt.past',
    objectsTo((event) => String(inData(event, 'call', 'endedAt')).startsWith('1')),
  ),
  fault(
    'knows no scheme but that of the web',
    'schema.good.uri.event.data.call.recordingUrl.other-scheme',
    objectsTo((event) => texts(inData(event, 'call'), (text) => text.startsWith('s3:'))),
  ),
  fault(
    'knows no ports',
    'schema.good.uri.event.data.call.detailUrl.port-and-query',
    objectsTo((event) => /:\d+\//.test(String(inData(event, 'call', 'detailUrl')))),
  ),
  fault('stores texts where NUL ends them', 'schema.good.escaped-nul', (right) => ({
    judge(body, request) {
      if (texts(parsed(body), (text) => text.includes('\0'))) throw new Error('invalid byte sequence for encoding');
      return right.judge(body, request);
    },
  })),
  fault(
    'takes markup for an attack',
    'schema.good.markup-in-texts',
    objectsTo((event) => texts(event, (text) => /<script/i.test(text))),
  ),
  fault(
    'takes quotes and semicolons for an attack',
    'schema.good.commands-in-texts',
    objectsTo((event) => texts(event, (text) => /'; *drop/i.test(text))),
  ),
  fault(
    'knows letters, but no marks on them',
    'schema.good.kinds-of-characters',
    objectsTo((event) => texts(event, (text) => /\p{Mn}/u.test(text) && !text.includes('🛍'))),
  ),
];
