import { isObject } from '../schema/json.ts';

/** What a recording tells of an event beside its body. */
export interface Circumstances {
  /** The status that the receiver answered with. */
  status?: number;
  /** When it was recorded, RFC 3339. */
  at?: string;
}

/** The circumstances of a recorded exchange: an HTTP Archive's entry, an exchange of our own, or a line of a journal. */
export function circumstancesOf(exchange: Record<string, unknown>): Circumstances {
  const { response, startedDateTime, receivedAt, at: stored } = exchange;
  const status = isObject(response) ? response.status : undefined;
  const at = instantOf(startedDateTime ?? receivedAt ?? stored);
  return {
    // An archive writes 0 where no answer came.
    ...(Number.isInteger(status) && Number(status) >= 100 && Number(status) <= 599 ? { status: Number(status) } : {}),
    ...(at === undefined ? {} : { at }),
  };
}

/** Milliseconds since the epoch, or a date as text. */
function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
