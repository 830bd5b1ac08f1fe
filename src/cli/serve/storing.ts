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
type StoringNews = { storing: 'failed'; why: string } | { storing: 'yes' };

/** Has a worker tell the process that started it, which speaks for all. */
export const workerStoringTeller: StoringListener = {
  failed: (why) => tellPrimary({ storing: 'failed', why } satisfies StoringNews),
  storedAgain: () => tellPrimary({ storing: 'yes' } satisfies StoringNews),
  // It may stand in the place of one that could not.
  stores: () => tellPrimary({ storing: 'yes' } satisfies StoringNews),
};

/**
 * Gathers what workers tell: the journal fails as soon as one of them cannot store, and stores again once one of them has stored and none
 * of them cannot. One that ends takes nothing back of what was said: whether its journal would store is another's to say.
 */
export function gatherStoring({ failed, storedAgain }: StoringListener) {
  const failing = new Set<Worker>();
  let isSaid = false;
  const noteFault = (worker: Worker, why: string): void => {
    failing.add(worker);
    if (!isSaid) failed(why);
    isSaid = true;
  };
  const noteStored = (worker: Worker): void => {
    failing.delete(worker);
    if (!isSaid || failing.size > 0) return;
    isSaid = false;
    storedAgain();
  };
  return {
    /** Takes part in what a worker tells, until it ends. */
    follow(worker: Worker): void {
      worker.on('message', (told: Partial<StoringNews>) => {
        if (told.storing === 'yes') noteStored(worker);
        if (told.storing === 'failed') noteFault(worker, told.why ?? '');
      });
      worker.once('exit', () => failing.delete(worker));
    },
  };
}
