import { existsSync } from 'node:fs';
import { userError } from '../errors.ts';
import { parseObject } from '../openapi/read/parse.ts';
import { readRegularFile } from '../regular-file.ts';
import { isObject } from '../schema/json.ts';
import { isDateTime } from '../schema/validate/formats.ts';

/** Says why something known is suppressed, and until when. */
export interface BaselineEntry {
  reason: string;
  /** The last day on which it is suppressed, `2027-01-31`. */
  expires: string;
}

/** Describes the baselines of one subject: what a file holds, and which entry suppresses what. */
export interface BaselineFormat<Entry extends BaselineEntry, Subject> {
  /** The key of the file under which the entries stand. */
  list: string;
  /** Lists the keys that an entry may have: a slip in one would suppress more than was meant. */
  keys: readonly string[];
  /** The keys one of which names an entry in messages; always a text. */
  nameKeys: readonly (string & keyof Entry)[];
  /** Two entries must not have the same name: of two days, nobody could tell which one counts. */
  uniqueNames?: true;
  /** The longest line of a file in YAML. */
  lineWidth: number;
  /** Says what is wrong with what only these entries have, as the end of a sentence; undefined for nothing. */
  findFault(entry: Record<string, unknown>): string | undefined;
  /** Tells whether an entry is about a subject, whether or not its last day is over. */
  isAbout(entry: Entry, subject: Subject): boolean;
  /** Gives what a new entry about a subject says besides its terms; `expired` was about it, and is over. */
  newEntry(subject: Subject, expired: Entry | undefined): Omit<Entry, keyof BaselineEntry>;
}

/**
 * Reads a baseline file, YAML or JSON; a file that is about to be written may be missing. Throws an input error that names
 * the file, the entry (counted from 1) and the key that is wrong.
 */
export async function readBaseline<Entry extends BaselineEntry>(
  file: string,
  format: BaselineFormat<Entry, never>,
  mayBeMissing: boolean,
): Promise<Entry[]> {
  if (mayBeMissing && !existsSync(file)) return [];
  const text = (await readRegularFile(file)).toString();
  const entries = parseObject(text, file)[format.list];
  if (!Array.isArray(entries)) throw userError('input', `${file}: wants a list "${format.list}"`);
  const seen = new Set<unknown>();
  for (const [index, entry] of entries.entries()) {
    const fault = entryFault(entry, format, seen);
    if (fault) throw userError('input', `${file}: entry ${index + 1} ${fault}`);
  }
  return entries;
}

function entryFault<Entry extends BaselineEntry>(
  entry: unknown,
  { keys, nameKeys, uniqueNames, findFault }: BaselineFormat<Entry, never>,
  seen: Set<unknown>,
): string | undefined {
  const nameKey = isObject(entry) ? nameKeys.find((key) => typeof entry[key] === 'string') : undefined;
  if (!isObject(entry) || nameKey === undefined) return `names no ${nameKeys.join(' or ')}`;
  const name = entry[nameKey];
  const unknown = Object.keys(entry).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `(${name}) has ${JSON.stringify(unknown)}, not one of ${keys.join(', ')}`;
  const fault = findFault(entry);
  if (fault) return fault;
  if (typeof entry.reason !== 'string' || entry.reason.trim() === '') return `(${name}) gives no reason`;
  if (!isDateTime(`${entry.expires}T00:00:00Z`)) return `(${name}) wants expires: like 2027-01-31`;
  if (uniqueNames && seen.has(`${nameKey} ${name}`)) return `names "${name}" again`;
  seen.add(`${nameKey} ${name}`);
  return undefined;
}

/** Finds the entry about a subject that lasts longest, whether or not its last day is over. */
export function longestEntry<Entry extends BaselineEntry, Subject>(
  entries: readonly Entry[],
  subject: Subject,
  { isAbout }: Pick<BaselineFormat<Entry, Subject>, 'isAbout'>,
): Entry | undefined {
  const all = entries.filter((entry) => isAbout(entry, subject));
  return all.toSorted((a, b) => b.expires.localeCompare(a.expires))[0];
}

/** Tells whether an entry still suppresses on a day, `2026-11-24`: it does through its last one. */
export function isCurrent({ expires }: BaselineEntry, today: string): boolean {
  return today <= expires;
}

/** Explains a subject again whose entry is over. */
export function expiredWhy({ reason, expires }: BaselineEntry, why: string): string {
  return `the baseline bore it until ${expires} (${reason}); ${why}`;
}
