import { join } from 'node:path';
import type { Fault } from '../fault.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { percentile, startLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';

/** Ends a receiver as `kill -9` does, so many times, while several senders deliver and begin again where they were cut off. */
export function killed({ times, readyWithinMs }: { times: number; readyWithinMs: number }): Fault {
  return async (folder) => {
    const journal = `sqlite:${join(folder, 'journal.db')}`;
    let receiver = await startReceiver(journal);
    let url: string | undefined = receiver.url;
    const load = startLoad({ url: () => url, connections: 8 });
    const ready: number[] = [];
    for (let time = 0; time < times; time++) {
      // Odd numbers, so that kills meet a commit, a checkpoint and an answer in every state.
      await load.acknowledges(1 + ((time * 37) % 400));
      url = undefined;
      await receiver.kill();
      receiver = await startReceiver(journal);
      url = receiver.url;
      ready.push(receiver.readyMs);
    }
    await load.acknowledges(100);
    await load.stop();
    await receiver.kill();
    const slowest = Math.max(...ready);
    return {
      ...(await compare(journal, load.acknowledged)),
      figures: `${times} kills, ready again within ${Math.round(percentile(ready, 0.5))} ms (median), ${Math.round(slowest)} ms (slowest)`,
      broken: [
        ...(slowest > readyWithinMs ? [`ready only after ${Math.round(slowest)} ms`] : []),
        ...(await faultsOf(journal)),
      ],
    };
  };
}
