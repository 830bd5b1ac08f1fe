import { userError } from '../errors.ts';
import type { Journal } from './journal.ts';

/** Opens the journal that a URL names. Throws a usage error for one that is unknown, an input error for one that cannot be opened. */
export async function openJournal(url: string): Promise<Journal> {
  const [scheme = '', rest = ''] = url.split(/:(.*)/s);
  if (url === 'memory') return (await import('./memory.ts')).memoryJournal();
  if (scheme === 'sqlite' && rest !== '') return (await import('./sqlite/journal.ts')).sqliteJournal(rest);
  throw userError('usage', `unknown journal "${url}"`, { hint: 'Known are: memory, sqlite:FILE' });
}
