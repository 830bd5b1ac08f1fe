import type { Journal } from '../../journal/journal.ts';
import { openJournal } from '../../journal/open.ts';

/**
 * Opens the journal that a command line names. Everybody on the machine can read the arguments of a process: where they hold a
 * password, the process goes by its plain name.
 */
export function openNamedJournal(url: string, options?: { create?: boolean }): Promise<Journal> {
  if (/:\/\/[^/]*@|[?&]password=/.test(url)) process.title = 'hookproof';
  return openJournal(url, options);
}
