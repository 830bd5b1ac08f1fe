import { existsSync } from 'node:fs';
import { userError } from '../errors.ts';
import type { Journal } from './journal.ts';

export interface OpenOptions {
  /** Makes the journal where there is none; otherwise that is an error. */
  create?: boolean;
  /** Hears, in a few words, what is damaged where that shows at once; only files of SQLite are looked at. */
  onDamage?(what: string): void;
}

/**
 * Opens the journal that a URL names. Throws a usage error for one that is unknown, an input error for one that cannot be opened.
 */
export async function openJournal(url: string, { create = true, onDamage }: OpenOptions = {}): Promise<Journal> {
  const [scheme = '', rest = ''] = url.split(/:(.*)/s);
  if (url === 'memory' && create) return (await import('./memory/journal.ts')).memoryJournal();
  if (scheme === 'sqlite' && rest !== '')
    return (await import('./sqlite/journal.ts')).sqliteJournal(rest, { create, onDamage });
  if (scheme === 'postgres' || scheme === 'postgresql')
    return (await import('./postgres/journal.ts')).postgresJournal(url, { create });
  const known = [...(create ? ['memory'] : []), 'sqlite:FILE', 'postgres://HOST/DATABASE'];
  // Who names a file alone most likely means that one.
  const hint = existsSync(url) ? `For the file write sqlite:${url}` : `Known are: ${known.join(', ')}`;
  throw userError('usage', `unknown journal "${withoutSecrets(url)}"`, { hint });
}

/** Hides what may be a password in the address of a database. */
function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@');
}
