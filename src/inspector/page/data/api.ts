import type {
  EventDetails,
  EventPage,
  Overview,
  ReplayResult,
  TallyView,
  Timeline,
  TimelinePage,
} from '../../views.ts';

/** Holds what the list of events is restricted to; an empty text restricts nothing. */
export interface Filter {
  q: string;
  type: string;
  outcome: string;
  operation: string;
  /** Count milliseconds since the epoch; 0 for no bound. */
  since: number;
  until: number;
}

export const noFilter: Filter = { q: '', type: '', outcome: '', operation: '', since: 0, until: 0 };

/** Tells whether a filter lets everything through. */
export function isOpen(filter: Filter): boolean {
  return Object.values(filter).every((each) => each === '' || each === 0);
}

/** Is what a fault says where the journal cannot be read. */
export const unreadable = 'the journal cannot be read now';

const listeners = new Set<() => void>();

/** Has a function hear of each answer that the journal cannot be read. Gives what ends that. */
export function onUnreadable(hear: () => void): () => void {
  listeners.add(hear);
  return () => void listeners.delete(hear);
}

async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(`api/${path}`, signal ? { signal } : {});
  if (response.status === 503) {
    for (const hear of listeners) hear();
    throw new Error(unreadable);
  }
  if (!response.ok) throw new Error(await detailOf(response));
  return response.json() as Promise<T>;
}

/** Gives what a refusal says. */
async function detailOf(response: Response): Promise<string> {
  const problem = (await response.json().catch(() => undefined)) as { detail?: string } | undefined;
  return problem?.detail ?? `the server answered ${response.status}`;
}

function queryOf(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== 0);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

export const readOverview = (): Promise<Overview> => read('overview');

export const readEvents = (
  filter: Filter,
  page: { before?: number | undefined; after?: number; limit: number },
  signal: AbortSignal,
): Promise<EventPage> => read(`events?${queryOf({ ...filter, ...page })}`, signal);

export const readEvent = (id: number, signal: AbortSignal): Promise<EventDetails> => read(`events/${id}`, signal);

export const readTimelines = (q: string, before: number | undefined, signal: AbortSignal): Promise<TimelinePage> =>
  read(`timelines?${queryOf({ q, before, limit: 30 })}`, signal);

export const readTimeline = (identity: string, signal: AbortSignal): Promise<Timeline> =>
  read(`timeline?${queryOf({ identity })}`, signal);

export const readTally = (signal: AbortSignal): Promise<TallyView> => read('tally', signal);

/** Sends an event again; the token stands in the page, which no other site can read. */
export async function replayEvent(id: number, to: string): Promise<ReplayResult> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="hookproof-token"]')?.content ?? '';
  const response = await fetch(`api/events/${id}/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'hookproof-token': token },
    body: JSON.stringify({ to }),
  });
  if (!response.ok) throw new Error(await detailOf(response));
  return response.json() as Promise<ReplayResult>;
}
