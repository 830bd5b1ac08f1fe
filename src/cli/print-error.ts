import { conceal } from '../conceal.ts';
import { isUserError, messageOf } from '../errors.ts';
import { printable } from '../printable.ts';
import { keyVariables } from '../signature/keys.ts';
import { type Secret, secretRedactor } from '../signature/secrets.ts';
import type { Streams } from './context.ts';

/** Prints an error in one line, its hint in another; its stack only to debug. Secrets are hidden in all of them. */
export function printError(error: unknown, stderr: Streams['stderr'], debug = false): void {
  const hide = secretRedactor(givenKeys());
  const shown = (text: string): string => printable(conceal(hide(text)));
  const prefix = isUserError(error) ? 'hookproof: ' : 'hookproof: unexpected: ';
  stderr.write(`${prefix}${shown(messageOf(error))}\n`);
  // What a receiver printed stands on a line of its own.
  const hints = isUserError(error) && error.hint ? error.hint.split('\n') : [];
  for (const hint of hints) stderr.write(`  ${shown(hint)}\n`);
  if (debug && Error.isError(error)) stderr.write(`${conceal(hide(error.stack ?? ''))}\n`);
}

/** Lists the keys that the environment gives; what an error quotes may hold them. */
function givenKeys(): Secret[] {
  const { HOOKPROOF_SECRET, [keyVariables.public]: named, [keyVariables.private]: secret } = process.env;
  return [HOOKPROOF_SECRET, named, secret]
    .flatMap((keys = '') => keys.split(','))
    .map((text) => ({ text, shown: '…' }));
}
