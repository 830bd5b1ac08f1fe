import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Limits } from './limits.ts';
import { hostNameOf, isLoopback, isLoopbackHost } from './loopback.ts';
import { pathMatcher } from './path-template.ts';
import { refuseHead } from './request.ts';
import { type HttpResponse, problem, sendResponse } from './response.ts';

/** Names the path below which a server shows itself, and receives or mocks nothing. */
export const ownPath = '/_hookproof/';

/**
 * Says whom a route answers: `anyone` who reaches the port; by `address`, or by the name of `--host`, so that no page reads it
 * whose name was made to lead here; or this `machine` alone, whatever address the server has.
 */
export type Audience = 'anyone' | 'address' | 'machine';

/** Holds what is asked of a route. */
export interface OwnRequest {
  request: IncomingMessage;
  response: ServerResponse;
  /** Holds the parameters of the path, decoded. */
  values: Record<string, string>;
  search: URLSearchParams;
  /** Is aborted once the server ends; what goes on by itself ends then, too. */
  ending: AbortSignal;
}

/** Holds one thing that a server shows of itself. */
export interface OwnRoute {
  /** GET stands for HEAD, too. */
  method: string;
  /** Stands below `ownPath`, such as `calls/{id}`; it may be empty. */
  path: string;
  audience: Audience;
  /** Gives the response; undefined where it writes one itself. */
  handle(asked: OwnRequest): HttpResponse | undefined | Promise<HttpResponse | undefined>;
}

export interface OwnRoutes {
  routes: readonly OwnRoute[];
  /** Lists the paths of a contract: those below `ownPath` stay the contract's. */
  contractPaths?: readonly string[] | undefined;
}

/** Lists the paths of a contract that lie where a server shows itself; they are the contract's. */
export function contractPathsWithin(paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith(ownPath));
}

type Asked = Omit<OwnRequest, 'values' | 'search'>;

/** Makes what answers requests below `ownPath`; it gives false, and does nothing, for all others. */
export function ownListener(
  { routes, contractPaths = [] }: OwnRoutes,
  { host, limits }: { host: string; limits: Limits },
): (asked: Asked) => boolean {
  const taken = contractPathsWithin(contractPaths).map(pathMatcher);
  const known = routes.map((route) => ({ ...route, match: pathMatcher(ownPath + route.path) }));
  return (asked) => {
    const { request, response } = asked;
    const { method = '', url = '' } = request;
    if (!url.startsWith(ownPath)) return false;
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    if (taken.some((match) => match(path))) return false;
    const here = known.flatMap(({ match, ...route }) => {
      const values = match(path);
      return values ? [{ route, values }] : [];
    });
    const found = here.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
    const stranger = refusedFor((found ?? here[0])?.route.audience ?? 'machine', request, host);
    const refused = refuseHead(request, limits) ?? stranger;
    if (found && !refused) handle(found.route, { ...asked, values: found.values, search: new URLSearchParams(query) });
    else sendResponse(request, response, refused ?? unknown(here.map(({ route }) => route.method)));
    return true;
  };
}

async function handle(route: OwnRoute, asked: OwnRequest): Promise<void> {
  let result: HttpResponse | undefined;
  try {
    result = await route.handle(asked);
  } catch {
    result = problem(500, 'it could not be shown');
  }
  if (result) sendResponse(asked.request, asked.response, result);
}

/** Names headers by which whoever passes a request on says so: it comes from elsewhere, whatever the connection does. */
const passedOn = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** Refuses whom a route does not answer. Only browsers send `Origin`, and those of another site are no audience. */
function refusedFor(audience: Audience, { headers, socket }: IncomingMessage, bound: string): HttpResponse | undefined {
  if (audience === 'anyone') return undefined;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
    return problem(403, 'it is not shown to pages of other sites');
  // Who follows a link to it looks at it; a page of another site that loads it does not.
  const isFollowed = headers['sec-fetch-dest'] === 'document';
  if (['cross-site', 'same-site'].includes(String(headers['sec-fetch-site'])) && !isFollowed)
    return problem(403, 'it is not shown to pages of other sites');
  const isHere = isLoopbackHost(headers.host);
  if (audience === 'machine')
    return isHere && isLoopbackPeer(socket.remoteAddress) && !passedOn.some((name) => headers[name] !== undefined)
      ? undefined
      : problem(403, 'it is shown to this machine only');
  // A name can be made to lead here by whoever owns it, an address cannot.
  const name = hostNameOf(headers.host);
  return isHere || isIP(name ?? '') !== 0 || name === bound.toLowerCase()
    ? undefined
    : problem(403, 'it is shown to those who ask by an address, or by the name that --host gives');
}

/** Tells whether the other end of a connection is on this machine; a socket for both families maps the address. */
function isLoopbackPeer(address = ''): boolean {
  return isLoopback(address.replace(/^::ffff:/, ''));
}

function unknown(methods: readonly string[]): HttpResponse {
  if (methods.length === 0) return problem(404, `there is nothing of this name below ${ownPath}`);
  const allow = methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])).join(', ');
  return problem(405, `the method must be ${allow}`, { headers: { allow } });
}
