import { statSync } from 'node:fs';
import type { Journal } from '../../journal/journal.ts';
import { type OpenOptions, openJournal } from '../../journal/open.ts';
import { printable } from '../../printable.ts';

/** Makes what says that a journal is damaged, and what tells more. */
export function damageTeller(url: string, say: (line: string) => void): (what: string) => void {
  return (what) => say(printable(`the journal is damaged: ${what}. See: hookproof journal verify ${url}`));
}

/** Is from where on a file that nothing bounds is worth a word, in bytes. */
const large = 1e9;

/** Says how large the file of a journal is that is kept without bounds, once that is much; undefined for any other. */
export function unboundedSize(url: string): string | undefined {
  const file = /^sqlite:(.+)$/s.exec(url)?.[1];
  if (file === undefined) return undefined;
  const bytes = ['', '-wal'].reduce(
    (sum, end) => sum + (statSync(file + end, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  if (bytes < large) return undefined;
  const size = `${(bytes / 1e9).toFixed(1)} GB`;
  return printable(
    `the journal ${file} takes ${size}, and nothing bounds it: --keep-days, --keep-bytes or --keep-attempts do`,
  );
}

/**
 * Opens the journal that a command line names. Everybody on the machine can read the arguments of a process: where they hold a
 * password, the process goes by its plain name.
 */
export function openNamedJournal(url: string, options?: OpenOptions): Promise<Journal> {
  if (/:\/\/[^/]*@|[?&]password=/.test(url)) process.title = 'hookproof';
  return openJournal(url, options);
}
