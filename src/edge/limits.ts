/** Limits what one request may cost. */
export interface Limits {
  bodyBytes: number;
  depth: number;
  headers: number;
  headersMs: number;
  requestMs: number;
  /** Says how often the two times above are checked. */
  checkMs: number;
  drainMs: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 1024 * 1024,
  depth: 64,
  headers: 100,
  headersMs: 10_000,
  requestMs: 15_000,
  checkMs: 1_000,
  drainMs: 10_000,
};
