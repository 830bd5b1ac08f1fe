import { loadUpstream, type UpstreamApi } from '../upstream/load.ts';
import type { TestOptions } from './options.ts';

const loading = new Map<string, Promise<UpstreamApi>>();

/** Loads documents and scenarios, once for all the tests of a file that ask for the same ones. */
export function sharedApi({ keys, seed, retries, timeoutMs, ...options }: TestOptions): Promise<UpstreamApi> {
  const name = JSON.stringify(options);
  const api = loading.get(name) ?? loadUpstream(options);
  loading.set(name, api);
  return api;
}
