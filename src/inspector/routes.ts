import type { Contract } from '../contract/load.ts';
import type { OwnRequest, OwnRoute } from '../edge/own-routes.ts';
import { pathMatcher } from '../edge/path-template.ts';
import { readBody } from '../edge/request.ts';
import { type HttpResponse, jsonResponse, problem } from '../edge/response.ts';
import type { Journal, StoredAttempt } from '../journal/journal.ts';
import type { Lifecycle } from '../scenario/lifecycle.ts';
import { isObject, parseJson } from '../schema/json.ts';
import { askedCredentials } from './asked-credentials.ts';
import { attemptsOf, bestOf, type Explained, eventWith, findEvents, readQuery, shownAttempts } from './events.ts';
import { refusalJudge } from './judge-again.ts';
import { knownTypes } from './known-types.ts';
import { LiveFeed } from './live.ts';
import { allEvents, ownEvents, type ShownJournal } from './own-events.ts';
import { pageFile } from './page-file.ts';
import { sayingUnreadable, withReadFaults } from './readable.ts';
import { createReplay, hasToken, newToken, type ReplaySetup, sentAgain, tokenHeader } from './replay.ts';
import { shownRows } from './rows.ts';
import { createTally } from './tally.ts';
import { findTimelines, timelineFor } from './timelines.ts';
import type { EventDetails, EventRow, Overview } from './views.ts';

/** Holds what an inspector shows, and what it may do. */
export interface InspectorSetup {
  journal: Journal;
  /** Says what is shown, as its document calls itself. */
  info: Pick<Contract, 'title' | 'version'>;
  /** Lists the operations whose events are shown; none where a mock calls nobody back. */
  operations: readonly Contract[];
  /** Gives the orders in which events come, the first that is of an event's operation counts; none where nothing says one. */
  lifecycles(): Promise<readonly Lifecycle[]>;
  /** Names all operations of the contract, where others may write to the journal, too: their events are counted, not shown. */
  ownOperations?: readonly string[];
  role: Overview['role'];
  /** Is how deep events may be nested, where a receiver judges them. */
  maxDepth?: number | undefined;
  /** Writes what makes something appear on an empty page, for a server with an address. */
  start(base: string): Overview['start'];
  /** Writes the command that sends a stored delivery again; null where no shell can. */
  curl(attempt: StoredAttempt, contract: Contract, base: string): string | null;
  replay: ReplaySetup;
  /** Is what writes are asked for, where several processes show one page; otherwise one is made. */
  token?: string;
}

export interface Inspector {
  routes: OwnRoute[];
  /** Is what writes are asked for. */
  token: string;
}

const get = { method: 'GET', audience: 'machine' } as const;

/** Makes the routes of the page that shows a journal. Only this machine is shown it: it is full of personal data. */
export function createInspector(given: InspectorSetup): Inspector {
  const { token = newToken() } = given;
  const setup = { ...given, journal: withReadFaults(given.journal) };
  const journal = shownJournal(setup);
  const tally = createTally(journal);
  const explained = explanations(setup);
  const types = knownTypes(setup.operations);
  const routes: OwnRoute[] = [
    { ...get, path: '', handle: pageFile(token) },
    {
      ...get,
      path: 'api/overview',
      handle: async ({ request }) => shown(await overviewOf({ ...setup, types }, baseOf(request))),
    },
    {
      ...get,
      path: 'api/events',
      handle: async ({ search }) => shown(await findEvents(journal, readQuery(search))),
    },
    {
      ...get,
      path: 'api/events/{id}',
      handle: async ({ request, values }) =>
        detailsResponse({ ...setup, journal, explained }, eventId(values), baseOf(request)),
    },
    {
      ...get,
      path: 'api/timelines',
      async handle({ search }) {
        const { before, limit, text } = readQuery(search);
        return shown(
          await findTimelines(journal, { before, text, limit: Math.min(limit, 50) }, await setup.lifecycles()),
        );
      },
    },
    {
      ...get,
      path: 'api/timeline',
      async handle({ search }) {
        const found = await timelineFor(journal, search.get('identity') ?? '', await setup.lifecycles());
        return found ? shown(found) : gone;
      },
    },
    { ...get, path: 'api/tally', handle: async () => shown(await tally()) },
    liveRoute(journal),
    replayRoute(setup, journal, token),
  ];
  return { routes: routes.map(sayingUnreadable), token };
}

function shownJournal({ journal, ownOperations }: InspectorSetup): ShownJournal {
  return ownOperations ? ownEvents(journal, ownOperations) : allEvents(journal);
}

const gone = problem(404, 'there is no such event, or it is not kept any more');

/** Gives the address by which a page was asked for; whether it is one of ours was looked at before. */
function baseOf({ headers }: OwnRequest['request']): string {
  return `http://${headers.host}`;
}

function shown(value: unknown): HttpResponse {
  return jsonResponse(200, value);
}

/** Holds what an overview is taken from. */
type OverviewSetup = InspectorSetup & { types: ReturnType<typeof knownTypes> };

async function overviewOf(setup: OverviewSetup, base: string): Promise<Overview> {
  const { journal, operations, role, replay } = setup;
  const { title, version } = setup.info;
  const shownOf = shownJournal(setup);
  // Before they are counted: what comes meanwhile is newer, and is told live.
  const [newest] = await shownOf.events({ limit: 1 });
  const own = await shownOf.counts();
  const { attempts: all } = setup.ownOperations ? await journal.counts() : own;
  const { typesOf, isAll } = await setup.types();
  return {
    ...{ title, version, role, start: setup.start(base) },
    operations: operations.map((contract) => {
      const { name, method, path } = contract.operation;
      return { name, path, method: method.toUpperCase(), types: typesOf(contract) };
    }),
    hasAllTypes: isAll,
    identity: [...new Set(operations.flatMap(({ identity }) => identity?.at(-1) ?? []))].join(' or ') || null,
    hasLifecycle: (await setup.lifecycles()).length > 0,
    replayTo: [...replay.origins],
    ...own,
    newest: newest?.id ?? 0,
    others: Math.max(all - own.attempts, 0),
  };
}

/** Makes what says why deliveries were refused or denied; what a sender was answered is all that is known of its own. */
function explanations(setup: InspectorSetup): Explained {
  const { operations, role, maxDepth } = setup;
  return {
    findingsOf:
      role === 'receiver' ? refusalJudge(operations, maxDepth) : ({ findings }) => ({ findings, isAll: true }),
    askedOf: (attempt) => askedCredentials(attempt, contractsAt(setup, attempt)),
  };
}

/** Holds what details are taken from, and how they are explained. */
type DetailsSetup = Omit<InspectorSetup, 'journal'> & { journal: ShownJournal; explained: Explained };

async function detailsResponse(setup: DetailsSetup, id: number, base: string): Promise<HttpResponse> {
  const { journal, explained } = setup;
  const event = await eventWith(journal, id);
  if (!event) return gone;
  const { attempts: all, hasMore } = await attemptsOf(journal, event.id);
  const best = bestOf(all);
  const contract = best && contractFor(setup, best);
  const [row] = await shownRows(journal, [event]);
  const details: EventDetails = {
    event: row as EventRow,
    ...(await shownAttempts(all, explained)),
    moreAttempts: hasMore,
    curl: contract && best.body && best.body.length <= mostCurlBytes ? setup.curl(best, contract, base) : null,
    again: contract ? sentAgain(best, contract) : { anew: [], without: [] },
  };
  return shown(details);
}

/** A shell takes no longer argument, and nobody reads one. */
const mostCurlBytes = 64 * 1024;

function contractFor(
  { operations }: Pick<InspectorSetup, 'operations'>,
  { operation }: StoredAttempt,
): Contract | undefined {
  return operations.find((each) => each.operation.name === operation) ?? operations[0];
}

/** Gives the contract of an attempt or, where its operation is not known, all that receive where it came to; none for other places. */
function contractsAt(
  { operations }: Pick<InspectorSetup, 'operations'>,
  { operation, target }: StoredAttempt,
): Contract[] {
  if (operation !== undefined) return operations.filter((each) => each.operation.name === operation);
  const [path = ''] = target.split('?');
  return operations.filter((each) => pathMatcher(each.operation.path)(path));
}

function liveRoute(journal: ShownJournal): OwnRoute {
  const feed = new LiveFeed(journal);
  return {
    ...get,
    path: 'api/live',
    async handle({ request, response, search, ending }) {
      if (request.method === 'HEAD') return problem(405, 'it is read by GET', { headers: { allow: 'GET' } });
      const after = Number(request.headers['last-event-id'] ?? search.get('after') ?? 0);
      const joined = await feed.join(response, Number.isSafeInteger(after) ? after : 0, ending);
      return joined ? undefined : problem(503, 'too many read it already', { headers: { 'retry-after': '5' } });
    },
  };
}

function replayRoute(setup: InspectorSetup, journal: ShownJournal, token: string): OwnRoute {
  const replay = createReplay(setup.replay);
  return {
    ...{ method: 'POST', audience: 'machine', path: 'api/events/{id}/replay' },
    async handle({ request, response, values }) {
      if (!hasToken(request.headers[tokenHeader], token))
        return problem(403, `the header ${tokenHeader} must hold the token that was printed at the start`);
      const asked = await jsonBody({ request, response });
      if (!isObject(asked) || typeof asked.to !== 'string') return problem(400, 'the body must be {"to": URL}');
      const event = await eventWith(journal, eventId(values));
      const best = event && bestOf((await attemptsOf(journal, event.id)).attempts);
      const contract = best && contractFor(setup, best);
      if (!contract) return gone;
      const result = await replay(asked.to, best, contract);
      return typeof result === 'string' ? problem(422, result) : shown(result);
    },
  };
}

/** Reads the id of an event in a path; 0, which none has, for what is none. */
function eventId({ id = '' }: Record<string, string>): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : 0;
}

const mostAskedBytes = 8 * 1024;

/** Reads a small JSON body; undefined for anything else. */
function jsonBody({ request }: Pick<OwnRequest, 'request' | 'response'>): Promise<unknown> {
  return new Promise((resolve) => {
    readBody(
      request,
      mostAskedBytes,
      () => resolve(undefined),
      (bytes) => resolve(parseJson(bytes.toString('utf8'))),
    );
    request.once('close', () => resolve(undefined));
  });
}
