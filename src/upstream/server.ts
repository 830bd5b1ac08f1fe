import type { IncomingMessage, RequestListener } from 'node:http';
import { compileEvents } from '../contract/compile-events.ts';
import { checkKeys } from '../delivery/sender.ts';
import { type Authenticator, authenticator, deniedDetail, type Offered, offeredBy } from '../edge/authenticator.ts';
import { healthRoutes } from '../edge/health.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import type { OwnRoute } from '../edge/own-routes.ts';
import { readBody, refuseHead } from '../edge/request.ts';
import { afterResponse, type HttpResponse, problem, sendResponse } from '../edge/response.ts';
import { type RunningServer, type ServerOptions, startServer } from '../edge/server.ts';
import { isJsonMediaType } from '../openapi/media-types.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import type { Keys } from '../signature/keys.ts';
import { type ParsedBody, parseBody } from '../validator/event.ts';
import { pathOperations } from './callbacks/declared.ts';
import { type ConsequenceOptions, createConsequences } from './calls/consequences.ts';
import { callRoutes } from './calls/inspect.ts';
import type { Calls } from './calls/store.ts';
import { knownSecurity, type UpstreamApi } from './load.ts';
import { onceLoaded } from './once-loaded.ts';
import type { MockRequest, Prism } from './prism/prism.ts';
import { type ServedOperation, servedOperations } from './served.ts';

interface MockOptions extends ConsequenceOptions, Pick<ServerOptions, 'port' | 'host' | 'limits'> {
  api: UpstreamApi;
  keys: Keys;
  /** Hears of each response, and of the reasons for a refusal. */
  onAnswer?: (request: IncomingMessage, status: number, reasons: readonly string[]) => void;
  /** Shows more of the mock, beside its calls. */
  routes?: readonly OwnRoute[];
}

export interface RunningMock extends RunningServer {
  operations: ServedOperation[];
  /** Says what is not served, one sentence each. */
  notes: string[];
  calls: Calls;
  /** Gives, once Prism is there, what it cannot validate, one sentence each. Rejects where it cannot be loaded. */
  loaded: Promise<string[]>;
}

/**
 * Serves the API by Prism. In front of it stands what Prism leaves open: key values and signatures, bodies that are no JSON
 * (it would never respond to those) or too large. Behind it stand the calls that follow. It takes connections at once; Prism,
 * which takes longest to load, comes after, and requests wait for it. Throws a target error when the address cannot be had, a
 * usage error for keys that no event could carry.
 */
export async function startMock(options: MockOptions): Promise<RunningMock> {
  const { api, keys } = options;
  // A contract that nobody can validate by is refused here; Prism would take everything. Of the one that ships a test knows it.
  if (api.contract?.judged.sound === false) compileEvents(api.contract);
  for (const { callbacks } of api.callers) for (const { contract } of callbacks) checkKeys(contract, keys);
  const served = servedOperations(api.document);
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const consequences = createConsequences(api, keys, options);
  const { calls } = consequences;
  const { listener, load, whyNot } = onceLoaded(async () => {
    const { createPrism } = await import('./prism/prism.ts');
    const prism = await createPrism(api.document);
    return { value: prism.notes, listener: mockListener(prism, consequences, limits, options) };
  });
  const routes = [...healthRoutes(async () => whyNot()), ...callRoutes(calls), ...(options.routes ?? [])];
  const own = { routes, contractPaths: served.operations.map(({ path }) => path) };
  const server = await startServer(listener, { ...options, own });
  return {
    ...server,
    ...served,
    calls,
    loaded: load(),
    async close() {
      // What was asked for in the last moment begins no more.
      const closed = server.close().then(() => calls.close(limits.drainMs));
      await Promise.all([calls.close(limits.drainMs), closed]);
    },
  };
}

type LoggedResponse = HttpResponse & { violations?: string[] };

function mockListener(
  prism: Prism,
  consequences: ReturnType<typeof createConsequences>,
  limits: Limits,
  { api, keys, onAnswer }: MockOptions,
): RequestListener {
  const guards = operationGuards(api.document, keys);
  return (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://localhost');
    const respond = (result: LoggedResponse): void => {
      sendResponse(request, response, result);
      onAnswer?.(request, result.status, result.violations ?? []);
    };
    const refused = url ? refuseHead(request, limits) : problem(400, 'the request target is no URL');
    if (refused || !url) return respond(refused ?? problem(400, ''));
    const path = prism.route(request.method ?? '', url.pathname);
    const auth = guards.get(`${request.method?.toLowerCase()} ${path}`);
    const offered = offeredBy(request, url.search.slice(1));
    if (auth && !auth.keys(offered)) return respond(denial(auth, offered));
    readBody(request, limits.bodyBytes, respond, (body) => {
      if (auth && !auth.body(offered, body)) return respond(denial(auth, offered, body));
      const parsed = parsedBody(request, body, limits.depth);
      if (!parsed.ok) return respond(problem(400, '', { finding: parsed.finding }));
      const asked = mockRequest(request, url, parsed.value);
      prism
        .respond(asked)
        .then((given) => consequences.of(asked, path, given))
        .then((result) => {
          // The caller shall know the id before its first event comes.
          afterResponse(request, response, () => {
            for (const call of result.calls) call.start();
          });
          respond(result.response);
        })
        .catch(() => respond(prismFailed));
    });
  };
}

const prismFailed = { ...problem(500, 'Prism could not answer'), violations: ['Prism could not answer'] };

/** Makes a denial that says why to a log alone. */
function denial(auth: Authenticator, offered: Offered, body?: Buffer): LoggedResponse {
  return { ...problem(401, deniedDetail, { headers: auth.challenge }), violations: [auth.why(offered, body)] };
}

function mockRequest(
  request: IncomingMessage,
  { pathname: path, searchParams: query }: URL,
  body: unknown,
): MockRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return { method: request.method ?? '', path, query, headers: Object.fromEntries(headers), body };
}

/** Reads JSON where it is declared; any other body as the text that it is; none as null. */
function parsedBody({ headers }: IncomingMessage, bytes: Buffer, depth: number): ParsedBody {
  if (bytes.length === 0) return { ok: true, value: null };
  const json = isJsonMediaType(headers['content-type'] ?? '');
  return json ? parseBody(bytes, depth) : { ok: true, value: bytes.toString('utf8') };
}

/**
 * Makes a guard for each operation of a document that asks for keys, by method and path. Prism only looks whether they are
 * there; what is of a kind that we do not know is left to it.
 */
function operationGuards(document: OpenApiDocument, keys: Keys): Map<string, Authenticator> {
  const asking = pathOperations(document)
    .map(({ method, path, node }) => ({ name: `${method} ${path}`, security: knownSecurity(document, node) }))
    .filter(({ security }) => security.length > 0);
  return new Map(asking.map(({ name, security }) => [name, authenticator(security, keys)]));
}
