import type { ServerResponse } from 'node:http';

/** Holds a response whose head is set, and the body that ends it. */
interface Held {
  response: ServerResponse;
  body: string;
}

let held: Held[] = [];

/**
 * Ends a response once all that came together has been read and answered: whoever waits at the other end of several connections
 * is woken once for all of them, and to wake somebody costs more than to answer does.
 */
export function endTogether(response: ServerResponse, body: string): void {
  if (held.push({ response, body }) === 1) setImmediate(endHeld);
}

function endHeld(): void {
  const all = held;
  held = [];
  for (const { response, body } of all) if (!response.destroyed) response.end(body);
}
