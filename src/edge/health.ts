import type { OwnRoute } from './own-routes.ts';
import { jsonResponse } from './response.ts';

/**
 * Makes the routes that a supervisor asks: `health`, whether the process lives, and `ready`, whether it takes requests.
 * `probe` gives what keeps it from that, in words for anybody; undefined for nothing. It has `timeoutMs` for it.
 */
export function healthRoutes(probe: () => Promise<string | undefined>, timeoutMs = 1_000): OwnRoute[] {
  const whyNot = sharedProbe(probe, timeoutMs);
  return [
    { method: 'GET', path: 'health', audience: 'anyone', handle: () => jsonResponse(200, { status: 'alive' }) },
    {
      ...{ method: 'GET', path: 'ready', audience: 'anyone' },
      async handle({ ending }) {
        const reason = ending.aborted ? 'it ends, and takes no more requests' : await whyNot();
        if (reason === undefined) return jsonResponse(200, { status: 'ready' });
        const { headers, ...response } = jsonResponse(503, { status: 'not ready', reason });
        return { ...response, headers: { ...headers, 'retry-after': '1' } };
      },
    },
  ];
}

/** Asks once for all that ask at the same time: anybody may ask, however often. What fails or hangs keeps it from being ready. */
function sharedProbe(probe: () => Promise<string | undefined>, timeoutMs: number): () => Promise<string | undefined> {
  let underWay: Promise<string | undefined> | undefined;
  const ask = async (): Promise<string | undefined> => {
    const { promise: late, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(() => resolve('what it needs does not answer'), timeoutMs);
    try {
      return await Promise.race([probe(), late]);
    } catch {
      return 'what it needs fails';
    } finally {
      clearTimeout(timer);
      underWay = undefined;
    }
  };
  return () => {
    underWay ??= ask();
    return underWay;
  };
}
