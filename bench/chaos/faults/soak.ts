import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { percentile, startLoad } from '../support/load.ts';
import { heldBy, startReceiver } from '../support/receiver.ts';

/** Says for how long, how often it is measured, and who hears of that. */
interface SoakOptions {
  ms: number;
  everyMs: number;
  hear?: (line: string) => void;
}

/** Says by how much a receiver may grow from the first measurement to the last: what grows without end shows in an hour. */
const growth = { memoryMiB: 100, files: 10 };

/** Delivers at an even rate for a long time, and looks for what grows: memory, and files that are open. */
export function soaked({ ms, everyMs, hear = () => {} }: SoakOptions): Fault {
  return async (folder) => {
    const journal = `sqlite:${join(folder, 'journal.db')}`;
    const receiver = await startReceiver(journal);
    const load = startLoad({ url: () => receiver.url, connections: 4, pauseMs: 40 });
    const until = performance.now() + ms;
    const held: { memory: number; files: number }[] = [];
    let p99 = 0;
    while (performance.now() < until) {
      await sleep(Math.min(everyMs, until - performance.now()));
      const now = await heldBy(receiver.pid);
      held.push(now);
      p99 = percentile(load.latencies.splice(0), 0.99);
      hear(`${load.acknowledged.size} acknowledged, p99 ${Math.round(p99)} ms, ${now.memory} MiB, ${now.files} files`);
    }
    await load.stop();
    receiver.signal('SIGTERM');
    const status = await receiver.ended;
    const [first, last] = [held[0], held.at(-1)];
    const grown = (what: 'memory' | 'files'): number => (last?.[what] ?? 0) - (first?.[what] ?? 0);
    return {
      ...(await compare(journal, load.acknowledged)),
      figures: `${Math.round(ms / 6_000) / 10} minutes; memory ${first?.memory} MiB at first, ${Math.max(...held.map(({ memory }) => memory))} at most, ${last?.memory} at last; open files ${first?.files} at first, ${last?.files} at last; p99 ${Math.round(p99)} ms at last`,
      broken: [
        ...(grown('memory') > growth.memoryMiB ? [`memory grew by ${grown('memory')} MiB`] : []),
        ...(grown('files') > growth.files ? [`${grown('files')} more files are open`] : []),
        ...(status === 0 ? [] : [`exit status ${status}`]),
        ...(await faultsOf(journal)),
      ],
    };
  };
}
