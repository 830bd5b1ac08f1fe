import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { answersOf, type Load, percentile, startLoad } from '../support/load.ts';
import { heldBy, startReceiver } from '../support/receiver.ts';

const senders = 200;
const largeBody = 1_000_000;

/**
 * Asks a receiver for ten times what it takes: first as many events at once as it takes in ten seconds, then 200 bodies of 1 MB at
 * once, each of them for some seconds. It may answer 429 or 503 or late, but not forget, and not hold more than it may.
 */
export function overloaded({ seconds, mostMiB }: { seconds: number; mostMiB: number }): Fault {
  return async (folder) => {
    const journal = `sqlite:${join(folder, 'journal.db')}`;
    const receiver = await startReceiver(journal);
    const url = () => receiver.url;
    const few = startLoad({ url, connections: 20 });
    await sleep((seconds * 1_000) / 3);
    await few.stop();
    const rate = few.acknowledged.size / (seconds / 3);
    const pipelined = Math.ceil((10 * rate) / senders);
    const many = startLoad({ url, connections: senders, pipelined });
    await sleep(seconds * 1_000);
    await many.stop();
    const large = startLoad({ url, connections: senders, size: largeBody });
    await sleep(seconds * 1_000);
    await large.stop();
    const { most } = await heldBy(receiver.pid);
    const after = startLoad({ url, connections: 1 });
    await after.acknowledges(1);
    await after.stop();
    await receiver.kill();
    const loads = [few, many, large, after];
    return {
      ...(await compare(journal, new Set(loads.flatMap(({ acknowledged }) => [...acknowledged])))),
      figures: `${Math.round(rate)}/s from 20 senders; ${senders * pipelined} events at once: ${told(many)}; ${senders} bodies of 1 MB at once: ${told(large)}; at most ${most} MiB`,
      broken: [
        ...(most > mostMiB ? [`held ${most} MiB, more than ${mostMiB}`] : []),
        ...(loads.every(({ saysWhen }) => saysWhen) ? [] : ['a 503 without Retry-After']),
        ...(await faultsOf(journal)),
      ],
    };
  };
}

function told(load: Load): string {
  return `${answersOf(load) || 'no answer'}, p99 ${Math.round(percentile(load.latencies, 0.99))} ms`;
}
