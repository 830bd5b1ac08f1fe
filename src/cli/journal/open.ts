import type { Journal } from '../../journal/journal.ts';
import { type OpenOptions, openJournal } from '../../journal/open.ts';
import { printable } from '../../printable.ts';

/** Makes what says that a journal is damaged, and what tells more. */
export function damageTeller(url: string, say: (line: string) => void): (what: string) => void {
  return (what) => say(printable(`the journal is damaged: ${what}. See: hookproof journal verify ${url}`));
}

/**
 * Opens the journal that a command line names. Everybody on the machine can read the arguments of a process: where they hold a
 * password, the process goes by its plain name.
 */
export function openNamedJournal(url: string, options?: OpenOptions): Promise<Journal> {
  if (/:\/\/[^/]*@|[?&]password=/.test(url)) process.title = 'hookproof';
  return openJournal(url, options);
}
