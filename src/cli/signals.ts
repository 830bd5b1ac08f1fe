import { addAbortSignal } from 'node:stream';
import { exitStatusOf, userError } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * Prints where a server listens, waits for SIGTERM or SIGINT and closes it; a second signal ends the process at once.
 * SIGINT gives exit status 130. Throws, once it is closed, what `failing` rejects with meanwhile.
 */
export async function serveUntilStopped(
  context: Context,
  url: string,
  close: () => Promise<void>,
  failing?: Promise<unknown>,
): Promise<void> {
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const { promise: stopped, resolve: stop } = Promise.withResolvers<NodeJS.Signals>();
  // Whoever reads the line may stop us at once.
  for (const signal of signals) process.on(signal, stop);
  context.stdout.write(`listening on ${url}\n`);
  let failure: { error: unknown } | undefined;
  failing?.catch((error: unknown) => {
    failure = { error };
    stop('SIGTERM');
  });
  const signal = await stopped;
  for (const each of signals) process.off(each, stop);
  await close();
  if (failure) throw failure.error;
  if (signal === 'SIGINT') context.exit(130);
}

/**
 * Runs what SIGINT, SIGTERM or SIGHUP interrupts by an abort signal. A second one ends the process at once, and what it
 * started with it, by `endNow`: to die by the signal itself would leave a receiver behind.
 */
export async function interruptibly(
  { endNow }: Pick<Context, 'endNow'>,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const abort = (): void => {
    if (controller.signal.aborted) endNow(exitStatusOf(userError('interrupted', 'interrupted twice')));
    controller.abort();
  };
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, abort);
  try {
    await run(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, abort);
  }
}

/** Reads standard input, which an interruption ends: nobody knows when its writer would. */
export async function* stdinUntil(signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* addAbortSignal(signal, process.stdin) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
