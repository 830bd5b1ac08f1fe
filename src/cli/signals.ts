import { addAbortSignal } from 'node:stream';
import { exitStatusOf, userError } from '../errors.ts';
import type { Context } from './context.ts';

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

/**
 * An abort signal that SIGINT, SIGTERM or SIGHUP sets, until it is released. A second one ends the process at once, and what
 * it started with it, by `endNow`: to die by the signal itself would leave a receiver behind.
 */
export function interruption(endNow: Context['endNow']): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = (): void => {
    if (controller.signal.aborted) endNow(exitStatusOf(userError('interrupted', 'interrupted twice')));
    controller.abort();
  };
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, abort);
    },
  };
}

/** Standard input, which an interruption ends: nobody knows when its writer would. */
export async function* stdinUntil(signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* addAbortSignal(signal, process.stdin) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
