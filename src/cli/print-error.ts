import { isUserError, messageOf } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Streams } from './context.ts';

/** Prints an error in one line, its hint in another; its stack only to debug. */
export function printError(error: unknown, stderr: Streams['stderr'], debug = false): void {
  const prefix = isUserError(error) ? 'hookproof: ' : 'hookproof: unexpected: ';
  stderr.write(`${prefix}${printable(messageOf(error))}\n`);
  if (isUserError(error) && error.hint) stderr.write(`  ${printable(error.hint)}\n`);
  if (debug && Error.isError(error)) stderr.write(`${error.stack}\n`);
}
