import { isObject } from '../../../src/schema/json.ts';
import { valueAt } from '../../../src/schema/pointer.ts';
import { anywhere, type FaultyReceiver, fault, mild, objectsTo } from './fault.ts';

const inData = (event: unknown, ...path: string[]): unknown => valueAt(event, ['event', 'data', ...path]);
const typeOf = (event: unknown): unknown => valueAt(event, ['event', 'type']);
const startedAt = (event: unknown): string => String(inData(event, 'call', 'startedAt') ?? '');

/** Receivers that refuse what is legal. */
export const strictFaults: FaultyReceiver[] = [
  fault(
    'refuses fields that it does not know',
    'schema.good.unknown.event',
    objectsTo((event) => Object.keys(valueAt(event, ['event']) ?? {}).some((key) => key !== 'type' && key !== 'data')),
  ),
  fault(
    'refuses fields that it does not know in the data',
    'schema.good.unknown.event.data',
    objectsTo(
      (event) =>
        typeOf(event) !== 'action' &&
        Object.keys(inData(event) ?? {}).some((key) => !['call', 'analysis', 'credits', 'report'].includes(key)),
    ),
  ),
  fault(
    'refuses a reason that is null',
    'schema.good.null.event.data.reason',
    objectsTo((event) => inData(event, 'reason') === null),
  ),
  fault(
    'refuses an action without a payload',
    'schema.good.absent.event.data.payload',
    objectsTo((event) => typeOf(event) === 'action' && inData(event, 'payload') === undefined),
  ),
  fault(
    'refuses an action without a call',
    'schema.good.absent.event.data.call.in.action.create-order',
    objectsTo((event) => typeOf(event) === 'action' && inData(event, 'call') === undefined),
  ),
  fault(
    'refuses fractions of a second',
    'schema.good.date-time.event.data.call.startedAt.fraction',
    objectsTo((event) => startedAt(event).includes('.')),
  ),
  fault(
    'refuses offsets from UTC',
    'schema.good.date-time.event.data.call.startedAt.offset',
    objectsTo((event) => startedAt(event).includes('+')),
  ),
  fault(
    'refuses a recording that is not there yet',
    'schema.good.null.event.data.call.recordingUrl',
    objectsTo(
      (event) =>
        typeOf(event) === 'call.initiate' &&
        isObject(inData(event, 'analysis')) &&
        inData(event, 'call', 'recordingUrl') === null,
    ),
  ),
  fault(
    'does not know one of the types',
    'schema.good.minimal.call.skip',
    objectsTo((event) => typeOf(event) === 'call.skip'),
  ),
  fault(
    'does not know one of the statuses',
    'schema.good.enum.event.data.call.status.rescheduled',
    objectsTo((event) => inData(event, 'call', 'status') === 'rescheduled'),
  ),
  fault(
    'cannot do without metadata',
    'schema.good.absent.metadata',
    objectsTo((event) => valueAt(event, ['metadata']) === undefined),
  ),
  fault(
    'wants metadata to be flat',
    'schema.good.open.metadata.nested',
    objectsTo(
      (event) =>
        anywhere(valueAt(event, ['metadata', 'deep']), Array.isArray) || isObject(valueAt(event, ['metadata', 'deep'])),
    ),
  ),
  mild(
    'refuses __proto__ as a key',
    'schema.good.open.metadata.proto-key',
    objectsTo((event) => anywhere(event, (value) => isObject(value) && Object.hasOwn(value, '__proto__'))),
  ),
  fault(
    'counts characters where bytes are meant',
    'schema.good.unicode.event.data.analysis.summary',
    objectsTo((_, body, { headers }) => {
      const length = headers['content-length'];
      return length !== undefined && body.toString().length < Number(length);
    }),
  ),
  fault(
    'looks for the type with a regular expression',
    'schema.good.escaped-names',
    objectsTo(
      (event, body) =>
        !body
          .toString()
          .replaceAll(/\s/g, '')
          .includes(`"type":"${typeOf(event)}"`),
    ),
  ),
  fault(
    'wants the type before the data',
    'schema.good.key-order',
    objectsTo((event) => Object.keys(valueAt(event, ['event']) ?? {})[0] === 'data'),
  ),
  fault(
    'wants whole numbers of credits',
    'schema.good.number.event.data.credits.used.fraction',
    objectsTo((event) => !Number.isInteger(inData(event, 'credits', 'used') ?? 0)),
  ),
  fault(
    'wants something to be required',
    'schema.good.array.event.data.analysis.requiredActions.empty',
    objectsTo((event) => (inData(event, 'analysis', 'requiredActions') as unknown[] | undefined)?.length === 0),
  ),
];
