import type { OwnRoute } from '../../edge/own-routes.ts';
import { jsonResponse, problem } from '../../edge/response.ts';
import type { CallView } from './call.ts';
import type { Calls } from './store.ts';

/** Makes the routes that show the calls of a mock as JSON: all of them in short, or those of an id with each event and attempt. */
export function callRoutes(calls: Calls): OwnRoute[] {
  const shown = { method: 'GET', audience: 'machine' } as const;
  return [
    { ...shown, path: 'calls', handle: () => jsonResponse(200, { calls: calls.views().map(shortView) }) },
    {
      ...shown,
      path: 'calls/{id}',
      handle({ values: { id = '' } }) {
        const found = calls.find(id).map((call) => call.view());
        if (found.length === 0) return problem(404, 'there is no such call, or it is forgotten already');
        return jsonResponse(200, found.length === 1 ? found[0] : { id, calls: found });
      },
    },
  ];
}

function shortView({ events, ...view }: CallView) {
  const count = (wanted: string): number => events.filter(({ outcome }) => outcome === wanted).length;
  const [delivered, undelivered] = [count('delivered'), count('undelivered')];
  return { ...view, events: events.length, delivered, undelivered };
}
