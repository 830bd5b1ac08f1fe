import { createHash } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { isAccepted } from '../delivery/sender.ts';
import type { Json } from '../schema/json.ts';
import { uuidFromHex } from '../schema/uuid.ts';
import { keysFrom } from '../signature/keys.ts';
import type { DeclaredCallback } from '../upstream/callbacks/declared.ts';
import type { DeliveredAttempt } from '../upstream/calls/call.ts';
import { loadUpstream, type UpstreamApi } from '../upstream/load.ts';
import type { TestDelivery, TestOptions } from './options.ts';

/** Gives the settings of deliveries in a test: they go out at once, with keys that their security can use. */
export function deliverySettings(
  { keys = {}, retries = 0, timeoutMs = 5_000 }: TestOptions,
  { security }: Pick<Contract, 'security'>,
) {
  return {
    keys: keysFrom(keys, security),
    retry: { retries, baseMs: 0, capMs: 0, retryAfterCapMs: 0 },
    timeoutMs,
    pace: () => Number.POSITIVE_INFINITY,
  };
}

/** Makes the same ids, instants and chances for the same seed; a call begins an hour after the one before. */
export function repeatable(seed: number) {
  const counts = { now: 0, id: 0, random: 0 };
  const hash = (text: string): Buffer => createHash('sha256').update(`${seed}:${text}`).digest();
  return {
    now: (): Date => new Date(Date.UTC(2026, 0, 15, 9 + counts.now++)),
    newId: (): string => uuidFromHex(hash(`id ${counts.id++}`).toString('hex')),
    random: (): number => hash(`random ${counts.random++}`).readUInt32BE() / 2 ** 32,
  };
}

const loading = new Map<string, Promise<UpstreamApi>>();

/** Loads documents and scenarios, once for all the tests of a file that ask for the same ones. */
export function sharedApi({ keys, seed, retries, timeoutMs, ...options }: TestOptions): Promise<UpstreamApi> {
  const name = JSON.stringify(options);
  const api = loading.get(name) ?? loadUpstream(options);
  loading.set(name, api);
  return api;
}

/** Collects the attempts of all calls with the same id. */
export function collector() {
  const deliveries: TestDelivery[] = [];
  // By the callback itself: two may have the same name.
  const last = new Map<Pick<DeclaredCallback, 'name'>, number>();
  return {
    deliveries,
    add(callback: Pick<DeclaredCallback, 'name'>, { type, body, attempt, receipt }: DeliveredAttempt): void {
      // A call delivers one event after the other, so another attempt is always one of its last event.
      const index = attempt > 1 ? (last.get(callback) ?? deliveries.length) : deliveries.length;
      last.set(callback, index);
      deliveries[index] = {
        callback: callback.name,
        type,
        event: JSON.parse(body.toString()) as Json,
        status: receipt.kind === 'answer' ? receipt.status : undefined,
        accepted: isAccepted(receipt),
        attempts: attempt,
        why: receipt.kind === 'failed' ? receipt.why : undefined,
      };
    },
  };
}
