import { connect } from 'node:net';
import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { newEvent } from '../support/event.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { startLoad } from '../support/load.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

/** Says how often, how long an end may take, and whether the last one is held up by a request that never comes to its end. */
interface SigtermOptions {
  times: number;
  endsWithinMs: number;
  heldUp: boolean;
}

/** Ends a receiver by SIGTERM under load, so many times; it has to answer what is under way, and to exit 0. */
export function terminated({ times, endsWithinMs, heldUp }: SigtermOptions): Fault {
  return async (folder) => {
    const journal = `sqlite:${join(folder, 'journal.db')}`;
    let receiver = await startReceiver(journal);
    let url: string | undefined = receiver.url;
    const load = startLoad({ url: () => url, connections: 8 });
    const ends: { ms: number; status: number | null }[] = [];
    for (let time = 1; time <= times; time++) {
      await load.acknowledges(50);
      if (heldUp && time === times) await beginOnly(receiver.url);
      url = undefined;
      ends.push(await terminate(receiver));
      receiver = await startReceiver(journal);
      url = receiver.url;
    }
    await load.acknowledges(10);
    await load.stop();
    await receiver.kill();
    const slowest = Math.max(...ends.map(({ ms }) => ms));
    const statuses = new Set(ends.map(({ status }) => status));
    return {
      ...(await compare(journal, load.acknowledged)),
      figures: `${times} ends by SIGTERM, the slowest within ${Math.round(slowest)} ms${heldUp ? ', held up by a request that never ends' : ''}`,
      broken: [
        ...(slowest > endsWithinMs ? [`ended only after ${Math.round(slowest)} ms`] : []),
        ...(statuses.size === 1 && statuses.has(0) ? [] : [`exit status ${[...statuses].join(', ')}`]),
        ...(await faultsOf(journal)),
      ],
    };
  };
}

async function terminate(receiver: Receiver): Promise<{ ms: number; status: number | null }> {
  const began = performance.now();
  receiver.signal('SIGTERM');
  const status = await receiver.ended;
  return { ms: performance.now() - began, status };
}

/** Sends half of a request, and waits until it is written. */
function beginOnly(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const { request } = newEvent(1_000);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(request.subarray(0, -500), () => resolve()));
    socket.on('error', () => {});
  });
}
