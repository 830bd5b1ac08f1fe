import { callTypes } from './build.ts';

/**
 * What the contract means to say, read by a person and written down without any schema: the type decides what the data
 * are, the action decides what the payload is, everything else is optional, and unknown fields are welcome everywhere.
 */
export function isLegal(body: unknown): boolean {
  if (!object(body) || !object(body.event) || !optional(body, 'metadata', object)) return false;
  const { type, data } = own(body.event);
  if (type === 'action') return object(data) && isAction(data);
  return callTypes.some((each) => each === type) && object(data) && isCallData(data);
}

function isCallData(data: Fields): boolean {
  return (
    optional(data, 'call', (call) => object(call) && isCall(call)) &&
    optional(data, 'analysis', (analysis) => object(analysis) && isAnalysis(analysis)) &&
    optional(data, 'credits', (credits) => object(credits) && all(credits, ['used', 'available'], number)) &&
    optional(data, 'report', (report) => object(report) && all(report, ['reAttemptCount', 'rescheduledCount'], number))
  );
}

const statuses =
  'initiate in-progress ended completed timeout failed validation-failed busy no-answer skip rescheduled aborted';

function isCall(call: Fields): boolean {
  return (
    optional(call, 'id', string) &&
    optional(call, 'status', (status) => statuses.split(' ').includes(status as string)) &&
    all(call, ['startedAt', 'endedAt'], (value) => value === null || dateTime(value)) &&
    all(call, ['recordingUrl', 'detailUrl'], (value) => value === null || uri(value)) &&
    optional(call, 'durationSeconds', number)
  );
}

function isAnalysis(analysis: Fields): boolean {
  return (
    optional(analysis, 'success', (value) => typeof value === 'boolean') &&
    optional(analysis, 'summary', string) &&
    optional(analysis, 'requiredActions', (value) => Array.isArray(value) && value.every(string)) &&
    optional(analysis, 'insights', object)
  );
}

function isAction(data: Fields): boolean {
  const { action } = own(data);
  if (action !== 'create-order' && action !== 'send-whatsapp') return false;
  const reasons: unknown[] = ['missing_address', 'missing_first_name', 'invalid_cart_data', null];
  return (
    optional(data, 'call', (call) => object(call) && string(own(call).id)) &&
    optional(data, 'reason', (reason) => reasons.includes(reason)) &&
    optional(
      data,
      'payload',
      (payload) => object(payload) && (action === 'create-order' ? isOrder : isMessage)(payload),
    )
  );
}

function isMessage(payload: Fields): boolean {
  return optional(payload, 'number', (value) => value === null || string(value));
}

const address = ['firstName', 'lastName', 'address1', 'address2', 'city', 'province', 'zip', 'country', 'phone'];

function isOrder(payload: Fields): boolean {
  return (
    all(payload, ['email', 'phone', 'note'], string) &&
    all(payload, ['cartTotal', 'codCharge'], number) &&
    optional(payload, 'lineItems', (lines) => Array.isArray(lines) && lines.every(object)) &&
    optional(payload, 'shippingAddress', (value) => object(value) && all(value, address, string)) &&
    optional(payload, 'discount', (value) => object(value) && all(value, ['code', 'reason'], string)) &&
    optional(payload, 'abandonedCheckoutId', (value) => value === null || string(value))
  );
}

type Fields = Record<string, unknown>;

const object = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const string = (value: unknown): value is string => typeof value === 'string';
const number = (value: unknown): boolean => Number.isFinite(value);
const own = (fields: Fields): Fields => Object.assign(Object.create(null), fields) as Fields;
const optional = (fields: Fields, name: string, holds: (value: unknown) => boolean): boolean =>
  !Object.hasOwn(fields, name) || holds(fields[name]);
const all = (fields: Fields, names: string[], holds: (value: unknown) => boolean): boolean =>
  names.every((name) => optional(fields, name, holds));

function dateTime(value: unknown): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|([+-])(\d\d):(\d\d))$/i.exec(String(value));
  if (!string(value) || !parts || value.endsWith('\n')) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const [sign, hours, minutes] = [parts[9] === '-' ? -1 : 1, Number(parts[10] ?? 0), Number(parts[11] ?? 0)];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const exists = month >= 1 && month <= 12 && day >= 1 && date.getUTCDate() === day;
  const inUtc = (((hour * 60 + minute - sign * (hours * 60 + minutes)) % 1440) + 1440) % 1440;
  const leap = second === 60 && inUtc === 23 * 60 + 59;
  return exists && hour < 24 && minute < 60 && (second < 60 || leap) && hours < 24 && minutes < 60;
}

/** Split first, as RFC 3986's appendix B does, then each part by its own letters. */
function uri(value: unknown): boolean {
  if (!string(value)) return false;
  const [, scheme, , host, path = '', , query = '', , fragment = ''] =
    /^([^:/?#]+):(\/\/([^/?#]*))?([^?#]*)(\?([^#]*))?(#([\s\S]*))?$/.exec(value) ?? [];
  const letters = (text: string, more: string): boolean =>
    new RegExp(`^([a-z0-9._~!$&'()*+,;=${more}-]|%[0-9a-f]{2})*$`, 'i').test(text) && !text.endsWith('\n');
  const [user, name] = host?.includes('@') ? host.split(/@(.*)/s) : ['', host ?? ''];
  const address = /^(\[[0-9a-f:]+\]|[^:[\]]*)(:\d*)?$/i.exec(name ?? '');
  return (
    /^[a-z][a-z0-9+.-]*$/i.test(scheme ?? '') &&
    letters(user ?? '', ':') &&
    address !== null &&
    (address[1]?.startsWith('[') || letters(address[1] ?? '', '')) === true &&
    letters(path, ':@/') &&
    letters(query, ':@/?') &&
    letters(fragment, ':@/?')
  );
}
