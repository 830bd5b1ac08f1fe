import type { Worker } from 'node:cluster';
import { conceal } from '../../conceal.ts';
import type { StoringListener } from '../../journal/watch-storing.ts';
import { printable } from '../../printable.ts';
import { tellPrimary } from './tell-primary.ts';

/** Makes what says that a journal begins to fail, and that it stores again. */
export function storingTeller(say: (line: string) => void): StoringListener {
  return {
    failed: (why) => say(conceal(printable(`the journal does not store, and deliveries are answered 503: ${why}`))),
    storedAgain: () => say('the journal stores again'),
  };
}

/** Holds what workers tell the process that started them of the journal. */
type StoringNews = { storing: 'failed'; why: string } | { storing: 'again' };

/** Has a worker tell the process that started it, which speaks for all. */
export const workerStoringTeller: StoringListener = {
  failed: (why) => tellPrimary({ storing: 'failed', why } satisfies StoringNews),
  storedAgain: () => tellPrimary({ storing: 'again' } satisfies StoringNews),
};

/** Gathers what workers tell: the journal fails as soon as one of them cannot store, and stores again once none of them cannot. */
export function gatherStoring({ failed, storedAgain }: StoringListener) {
  const failing = new Set<Worker>();
  const leave = (worker: Worker): void => {
    if (failing.delete(worker) && failing.size === 0) storedAgain();
  };
  return {
    /** Takes part in what a worker tells, until it ends: whether its journal would store then is another's to say. */
    follow(worker: Worker): void {
      worker.on('message', (told: Partial<StoringNews>) => {
        if (told.storing === 'again') leave(worker);
        if (told.storing !== 'failed') return;
        if (failing.size === 0) failed(told.why ?? '');
        failing.add(worker);
      });
      worker.once('exit', () => failing.delete(worker));
    },
  };
}
