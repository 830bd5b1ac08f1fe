import type { Worker } from 'node:cluster';
import type { Figure } from '../../telemetry/figure.ts';
import { countMs } from '../../telemetry/metrics.ts';
import { type AllFigures, addedUp, type ShareFigures } from '../../telemetry/shared-figures.ts';
import { tellPrimary } from './tell-primary.ts';

/**
 * Bounds how long a worker is waited for that is busy or stands still, in milliseconds; its last figures stand for it then. It is
 * longer than a worker itself waits for a journal that does not answer: else all that it counted would be missing with that.
 */
const workerMs = countMs + 1_000;
/** Bounds how long a worker waits for the figures of all, in milliseconds. */
const allMs = workerMs + 1_000;

/** Holds what workers and the process that started them tell each other of figures. */
type FiguresMessage = { figures: 'of all' } | { figures: 'of yours' } | { own: Figure[] } | { all: Figure[][] };

/** Has a worker give its figures when it is asked for them, and ask for those of all. */
export const shareAsWorker: ShareFigures = (own) => {
  let asked: PromiseWithResolvers<Figure[][]> | undefined;
  process.on('message', (told: FiguresMessage) => {
    if ('all' in told) asked?.resolve(told.all);
    else if ('figures' in told)
      void own().then(
        (figures) => tellPrimary({ own: figures } satisfies FiguresMessage),
        () => {},
      );
  });
  return () => {
    if (asked) return asked.promise;
    const asking = Promise.withResolvers<Figure[][]>();
    asked = asking;
    const timer = setTimeout(() => asking.reject(new Error('the figures of all workers did not come')), allMs);
    tellPrimary({ figures: 'of all' } satisfies FiguresMessage);
    return asking.promise.finally(() => {
      clearTimeout(timer);
      asked = undefined;
    });
  };
};

/**
 * Gathers the figures of workers for whichever of them is asked. What one that has ended counted stays in the sum, as far as it
 * was told: else what only grows would shrink.
 */
export function gatherFigures() {
  const known = new Map<Worker, Figure[]>();
  const awaited = new Map<Worker, () => void>();
  const workers = new Set<Worker>();
  let ended: Figure[] = [];
  let underWay: Promise<Figure[][]> | undefined;
  const ask = (worker: Worker): Promise<void> =>
    new Promise((resolve) => {
      awaited.set(worker, resolve);
      worker.send({ figures: 'of yours' } satisfies FiguresMessage, (error) => error && resolve());
    });
  const gather: AllFigures = async () => {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, workerMs);
    await Promise.race([Promise.all([...workers].filter((each) => each.isConnected()).map(ask)), late.promise]);
    clearTimeout(timer);
    return [...known.values(), ...(ended.length > 0 ? [ended] : [])];
  };
  const answer = async (worker: Worker): Promise<void> => {
    underWay ??= gather().finally(() => {
      underWay = undefined;
    });
    const all = await underWay;
    if (worker.isConnected()) worker.send({ all } satisfies FiguresMessage, () => {});
  };
  return {
    /** Takes part in what a worker tells, until it ends. */
    follow(worker: Worker): void {
      workers.add(worker);
      worker.on('message', (told: FiguresMessage) => {
        if ('own' in told) known.set(worker, told.own);
        if ('own' in told) awaited.get(worker)?.();
        if ('figures' in told) void answer(worker);
      });
      worker.once('exit', () => {
        workers.delete(worker);
        awaited.get(worker)?.();
        awaited.delete(worker);
        ended = addedUp([ended, known.get(worker) ?? []]);
        known.delete(worker);
      });
    },
  };
}
