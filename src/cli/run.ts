import { exitStatusOf } from '../errors.ts';
import type { Context, Streams } from './context.ts';
import { printError } from './print-error.ts';

/** Runs one command line and gives the exit status; never throws, and never exits by itself: `endNow` may. */
export async function run(
  args: readonly string[],
  stdout: Streams['stdout'],
  stderr: Streams['stderr'],
  endNow: Context['endNow'],
): Promise<number> {
  try {
    const { dispatch } = await import('./dispatch.ts');
    return await dispatch(args, { stdout, stderr }, endNow);
  } catch (error) {
    printError(error, stderr, args.includes('--debug'));
    return exitStatusOf(error);
  }
}
