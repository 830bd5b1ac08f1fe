import { type Keys, keysFrom } from '../signature/keys.ts';
import { loadUpstream, type UpstreamApi, type UpstreamOptions } from '../upstream/api.ts';

export interface TestOptions extends UpstreamOptions {
  /** The keys that the receiver knows; else those of the environment, else the development keys. */
  keys?: Partial<Keys>;
  /** Ids and instants are the same for the same seed; 1 when absent. */
  seed?: number;
  /** Attempts after the first one, for an event that is not accepted; none when absent. */
  retries?: number;
  /** How long an attempt may take, in milliseconds; 5,000 when absent. */
  timeoutMs?: number;
}

const loaded = new Map<string, Promise<UpstreamApi>>();

/** Documents and scenarios are read once for all the tests of a file. */
export function apiOf({ keys, seed, retries, timeoutMs, ...options }: TestOptions): Promise<UpstreamApi> {
  const name = JSON.stringify(options);
  const api = loaded.get(name) ?? loadUpstream(options);
  loaded.set(name, api);
  return api;
}

/** How deliveries go in a test: at once. */
export function deliveryOf({ keys = {}, retries = 0, timeoutMs = 5_000 }: TestOptions) {
  return {
    keys: keysFrom(keys),
    retry: { retries, baseMs: 0, capMs: 0 },
    timeoutMs,
    pace: () => Number.POSITIVE_INFINITY,
  };
}
