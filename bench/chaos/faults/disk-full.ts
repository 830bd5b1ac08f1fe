import { join } from 'node:path';
import { type Fault, notTried } from '../fault.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { answersOf, startLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';
import { smallDisk } from '../support/small-disk.ts';

/** Fills the disk of a receiver under load, so many times, and makes room again: it has to recover by itself. */
export function diskFull({ times, recoversWithinMs }: { times: number; recoversWithinMs: number }): Fault {
  return async (folder) => {
    const disk = smallDisk(folder);
    if (!disk) return notTried('neither a mount nor prlimit is to be had');
    const receiver = await startReceiver(`sqlite:${join(disk.folder, 'journal.db')}`, disk.options);
    const load = startLoad({ url: () => receiver.url, connections: 8 });
    let slowest = 0;
    for (let time = 0; time < times; time++) {
      await load.acknowledges(100);
      await disk.fill(receiver);
      await load.answered(503);
      await disk.free(receiver);
      const freed = performance.now();
      await load.acknowledges(1);
      slowest = Math.max(slowest, performance.now() - freed);
    }
    await load.acknowledges(50);
    await load.stop();
    const journal = `sqlite:${join(await disk.copy(receiver), 'journal.db')}`;
    await receiver.kill();
    return {
      ...(await compare(journal, load.acknowledged)),
      figures: `full ${times} times (${disk.kind}); ${answersOf(load)}; acknowledges again within ${Math.round(slowest)} ms`,
      broken: [
        ...(load.saysWhen ? [] : ['a 503 without Retry-After']),
        ...(slowest > recoversWithinMs ? [`recovers only after ${Math.round(slowest)} ms`] : []),
        ...(await faultsOf(journal)),
      ],
    };
  };
}
