import { isObject } from '../schema/json.ts';
import { type Circumstances, circumstancesOf } from './answer.ts';
import { isStoredExchange, type StoredExchange } from './exchange.ts';
import { linesTo } from './locate.ts';
import { fault, type Piece, type Record } from './record.ts';

/**
 * The event in a piece: the piece itself, or the body of the request that was recorded in it. Undefined for a recorded
 * request that delivers nothing: another method, or no body.
 */
export function unwrap(piece: Piece & { kind: 'bytes' }, method: string): Record | undefined {
  const { line, bytes } = piece;
  const wrapped = bytes.includes('"request"') || bytes.includes('"receivedAt"') ? requestIn(bytes) : undefined;
  if (!wrapped) return { kind: 'event', line, bytes, lineOf: (pointer) => line + linesTo(bytes, pointer) };
  const { request, pointer, exchange, circumstances } = wrapped;
  const asked = typeof request.method === 'string' ? request.method.toUpperCase() : method;
  if (asked !== method) return undefined;
  const body = bodyOf(request);
  const start = line + linesTo(bytes, pointer);
  if (body)
    return {
      kind: 'event',
      line: start,
      bytes: body,
      lineOf: () => start,
      ...circumstances,
      ...(exchange ? { exchange } : {}),
    };
  return exchange?.event?.legal === false
    ? fault(start, exchange.event.rules[0] ?? 'json', 'was no event, and was not kept')
    : undefined;
}

interface Wrapped {
  request: { [key: string]: unknown };
  pointer: string;
  exchange?: StoredExchange;
  circumstances: Circumstances;
}

/** A recorded exchange holds its request; a journal's line is the request, as far as it was kept. */
function requestIn(bytes: Buffer): Wrapped | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const circumstances = circumstancesOf(value);
  if (isStoredExchange(value))
    return { request: { ...value.request }, pointer: '/request', exchange: value, circumstances };
  if (isObject(value.request)) return { request: value.request, pointer: '/request', circumstances };
  return 'receivedAt' in value && ('body' in value || 'bodyBase64' in value)
    ? { request: value, pointer: '', circumstances }
    : undefined;
}

function bodyOf(request: { [key: string]: unknown }): Buffer | undefined {
  const { body, bodyBase64, postData } = request;
  if (typeof bodyBase64 === 'string') return Buffer.from(bodyBase64, 'base64');
  if (typeof body === 'string') return Buffer.from(body);
  if (!isObject(postData) || typeof postData.text !== 'string') return undefined;
  return Buffer.from(postData.text, postData.encoding === 'base64' ? 'base64' : 'utf8');
}
