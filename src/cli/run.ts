import { packageVersion } from '../contract/bundled.ts';
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
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  try {
    const { dispatch } = await import('./dispatch.ts');
    return await dispatch(args, { stdout, stderr }, endNow);
  } catch (error) {
    printError(error, stderr, args.includes('--debug'));
    return exitStatusOf(error);
  }
}
