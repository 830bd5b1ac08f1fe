import { isObject, parseJson } from '../schema/json.ts';
import { isStoredExchange } from './exchange.ts';
import { linesTo } from './locate.ts';
import { type Piece, type PieceFault, pieceFault } from './piece.ts';

/** Holds one event of a recording, or the fault that stands where an event should be. */
export type RecordingEntry = EventEntry | PieceFault;

export interface EventEntry {
  kind: 'event';
  line: number;
  bytes: Buffer;
  /** Gives the line of a location in the event. */
  lineOf(pointer: string): number;
  /** Gives a header of the request by its name in lower case, where headers were kept. */
  header?: ((name: string) => string | undefined) | undefined;
  /** Names where it was sent to, where that was kept. */
  url?: string | undefined;
  /** Holds the status that the receiver answered with. */
  status?: number;
  /** Tells when it was recorded, RFC 3339. */
  at?: string;
}

/** Tells why a recorded request delivers nothing. */
export type SkipReason = 'another method' | 'no body';

/**
 * Finds the event in a piece: the piece itself, or the body of the request that was recorded in it. Gives the reason for a
 * recorded request that delivers nothing.
 */
export function unwrap(
  { line, bytes }: Piece & { kind: 'bytes' },
  methods: readonly string[],
): RecordingEntry | SkipReason {
  const wrapped = bytes.includes('"request"') || bytes.includes('"receivedAt"') ? requestIn(bytes) : undefined;
  if (!wrapped) return { kind: 'event', line, bytes, lineOf: (pointer) => line + linesTo(bytes, pointer) };
  const { request, pointer, event, circumstances } = wrapped;
  if (typeof request.method === 'string' && !methods.includes(request.method.toUpperCase())) return 'another method';
  const body = bodyIn(request);
  const start = line + linesTo(bytes, pointer);
  if (body)
    return {
      kind: 'event',
      line: start,
      bytes: body,
      lineOf: () => start,
      header: entryHeaders(request),
      url: urlOf(request),
      ...circumstances,
    };
  if (event?.legal !== false) return 'no body';
  return { ...pieceFault(start, event.rules[0] ?? 'json', 'was no event, and was not kept'), isLeftOut: true };
}

/** Finds the request in a recorded exchange; a journal's line is the request, as far as it was kept. */
function requestIn(bytes: Buffer) {
  const value = parseJson(bytes.toString());
  if (!isObject(value)) return undefined;
  const circumstances = circumstancesOf(value);
  const event = isStoredExchange(value) ? value.event : undefined;
  if (isObject(value.request)) return { request: value.request, pointer: '/request', event, circumstances };
  const isJournalLine = 'receivedAt' in value && ('body' in value || 'bodyBase64' in value);
  return isJournalLine ? { request: value, pointer: '', event, circumstances } : undefined;
}

function bodyIn(request: Record<string, unknown>): Buffer | undefined {
  const { body, bodyBase64, postData } = request;
  if (typeof bodyBase64 === 'string') return Buffer.from(bodyBase64, 'base64');
  if (typeof body === 'string') return Buffer.from(body);
  if (!isObject(postData) || typeof postData.text !== 'string') return undefined;
  return Buffer.from(postData.text, postData.encoding === 'base64' ? 'base64' : 'utf8');
}

/** Reads headers as an HTTP Archive has them, as pairs or as an object; undefined where none were kept. */
function entryHeaders({ headers }: Record<string, unknown>): EventEntry['header'] {
  if (!Array.isArray(headers) && !isObject(headers)) return undefined;
  const listed = Array.isArray(headers) ? headers : Object.entries(headers);
  const pairs = listed.map((each) => (isObject(each) ? [each.name, each.value] : Array.isArray(each) ? each : []));
  const values = new Map(pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
  return (name) => values.get(name);
}

function urlOf(request: Record<string, unknown>): string | undefined {
  const { url, target } = request;
  const host = entryHeaders(request)?.('host');
  if (typeof url === 'string') return url;
  return typeof target === 'string' && host !== undefined ? `http://${host}${target}` : undefined;
}

/** Reads status and time of an HTTP Archive's entry, an exchange of our own, or a line of a journal. */
function circumstancesOf({
  response,
  startedDateTime,
  receivedAt,
  at,
}: Record<string, unknown>): Pick<EventEntry, 'status' | 'at'> {
  const status = isObject(response) ? Number(response.status) : Number.NaN;
  const instant = startedDateTime ?? receivedAt ?? at;
  const date = new Date(typeof instant === 'number' || typeof instant === 'string' ? instant : Number.NaN);
  return {
    // An archive writes 0 where no answer came.
    ...(Number.isInteger(status) && status >= 100 && status <= 599 ? { status } : {}),
    ...(Number.isNaN(date.getTime()) ? {} : { at: date.toISOString() }),
  };
}
