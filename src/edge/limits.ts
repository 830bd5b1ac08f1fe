/**
 * Limits what one request may cost, and all of them: `underWay` requests a connection, `heldBytes` of bodies together. `checkMs` is
 * how often the times for a request's headers and for all of it are checked.
 */
export const defaultLimits = {
  bodyBytes: 1024 * 1024,
  depth: 64,
  headers: 100,
  headersMs: 10_000,
  requestMs: 15_000,
  checkMs: 1_000,
  // Who stops a container waits ten seconds; some of them are for closing the journal.
  drainMs: 9_000,
  underWay: 8,
  heldBytes: 128 * 1024 * 1024,
};

export type Limits = typeof defaultLimits;
