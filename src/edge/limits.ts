/** Limits what one request may cost; `checkMs` is how often the times for its headers and for all of it are checked. */
export const defaultLimits = {
  bodyBytes: 1024 * 1024,
  depth: 64,
  headers: 100,
  headersMs: 10_000,
  requestMs: 15_000,
  checkMs: 1_000,
  drainMs: 10_000,
};

export type Limits = typeof defaultLimits;
