import type { IncomingMessage } from 'node:http';
import { decodedSegment } from '../../edge/path-template.ts';
import { type HttpResponse, problem, textResponse } from '../../edge/response.ts';
import { isLoopbackHost } from '../callbacks/targets.ts';
import type { CallView } from './call.ts';
import type { Calls } from './store.ts';

/** Names the path below which the mock shows its own state. */
export const inspectionPath = '/_hookproof/';

/** Shows the calls of a mock as JSON: all of them in short, or those of an id with each event and attempt. */
export function inspectCalls(request: IncomingMessage, path: string, calls: Calls): HttpResponse {
  // A page of another site that has its name lead here must not read it.
  if (!isLoopbackHost(request.headers.host)) return problem(403, 'it is shown to this machine only');
  const [, id] = /^\/_hookproof\/calls(?:\/([^/]+))?$/.exec(path) ?? [];
  if (id === undefined && path !== `${inspectionPath}calls`)
    return problem(404, `there is ${inspectionPath}calls only`);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return problem(405, 'it is read by GET', { headers: { allow: 'GET, HEAD' } });
  if (id === undefined) return jsonResponse({ calls: calls.views().map(shortView) });
  const found = calls.find(decodedSegment(id)).map((call) => call.view());
  if (found.length === 0) return problem(404, 'there is no such call, or it is forgotten already');
  return jsonResponse(found.length === 1 ? found[0] : { id: decodedSegment(id), calls: found });
}

function shortView({ events, ...view }: CallView) {
  const count = (wanted: string): number => events.filter(({ outcome }) => outcome === wanted).length;
  const [delivered, undelivered] = [count('delivered'), count('undelivered')];
  return { ...view, events: events.length, delivered, undelivered };
}

function jsonResponse(value: unknown): HttpResponse {
  return textResponse(200, `${JSON.stringify(value, null, 2)}\n`, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
}
