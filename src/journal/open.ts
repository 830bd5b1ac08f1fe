import { userError } from '../errors.ts';
import type { Journal } from './journal.ts';
import { memoryJournal } from './memory.ts';

/** Opens the journal that a URL names. Throws a usage error for one that is unknown. */
export async function openJournal(url: string): Promise<Journal> {
  if (url === 'memory') return memoryJournal();
  throw userError('usage', `unknown journal "${url}"`, { hint: 'Known is: memory' });
}
