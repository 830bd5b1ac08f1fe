import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/**
 * A function from a Request to a Response, as the Fetch standard has them. Its type says less than that, so that a listener
 * written in its place still gets the types of its parameters.
 */
export type FetchFunction = CallableFunction;

/**
 * Makes a listener of node:http of a fetch function. One that throws, or gives no Response, answers 500, as servers of the
 * Fetch standard do. `isCertain` is false for a function that is known by its one parameter only: until it has given a
 * Response it may be a listener that never uses its second, and is called as one, too.
 */
export async function fetchListener(
  respond: FetchFunction,
  { isCertain }: { isCertain: boolean },
): Promise<RequestListener> {
  const { toNodeHandler } = await import('srvx/node');
  let isFetch = isCertain;
  const answer = async (request: Request, incoming: IncomingMessage, outgoing: ServerResponse): Promise<Response> => {
    const given = await attempt(() => respond(request, { incoming, outgoing }));
    if ('value' in given && isResponse(given.value)) {
      isFetch = true;
      return given.value;
    }
    const isListener = !isFetch && 'value' in (await attempt(() => respond(incoming, outgoing)));
    // Whatever a listener does with the connection is its answer.
    return isListener ? new Promise(() => {}) : new Response(null, { status: 500 });
  };
  return (incoming, outgoing) => {
    // Its type is also for HTTP/2, which is not spoken here.
    const listener = toNodeHandler((request) => answer(request, incoming, outgoing)) as RequestListener;
    listener(incoming, outgoing);
  };
}

/** Tells whether a value is a Response, of this realm or another. */
export function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'body' in value;
}

/** Calls a function, and gives what it gives, or what it throws. */
async function attempt(call: () => unknown): Promise<{ value: unknown } | { error: unknown }> {
  try {
    return { value: await call() };
  } catch (error) {
    return { error };
  }
}
