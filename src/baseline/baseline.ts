import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { messageOf, userError } from '../errors.ts';
import { parseObject } from '../openapi/read/parse.ts';
import { isObject, sameJson } from '../schema/json.ts';
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
  /** The key of an entry that names it in messages; always a text. */
  nameKey: string & keyof Entry;
  /** Two entries must not have the same name: of two days, nobody could tell which one counts. */
  uniqueNames?: true;
  /** The longest line of a file in YAML. */
  lineWidth: number;
  /** Says what is wrong with the keys that only these entries have, as the end of a sentence; undefined for nothing. */
  findFault(entry: Record<string, unknown>): string | undefined;
  /** Gives what an entry about a subject says besides its terms. */
  identify(subject: Subject): Omit<Entry, keyof BaselineEntry>;
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
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  });
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
  { nameKey, uniqueNames, findFault }: BaselineFormat<Entry, never>,
  seen: Set<unknown>,
): string | undefined {
  if (!isObject(entry) || typeof entry[nameKey] !== 'string') return `names no ${nameKey}`;
  const name = entry[nameKey];
  const fault = findFault(entry);
  if (fault) return fault;
  if (typeof entry.reason !== 'string' || entry.reason.trim() === '') return `(${name}) gives no reason`;
  if (!isDateTime(`${entry.expires}T00:00:00Z`)) return `(${name}) wants expires: like 2027-01-31`;
  if (uniqueNames && seen.has(name)) return `names "${name}" again`;
  seen.add(name);
  return undefined;
}

/** Tells whether an entry is about a subject: it says the same by every key that it has, whether or not its last day is over. */
export function isAbout<Entry extends BaselineEntry, Subject>(
  entry: Entry,
  subject: Subject,
  { identify }: BaselineFormat<Entry, Subject>,
): boolean {
  return Object.entries(identify(subject)).every(
    ([key, value]) => !(key in entry) || sameJson(entry[key as keyof Entry], value),
  );
}

/** Finds the entry about a subject that lasts longest, whether or not its last day is over. */
export function longestEntry<Entry extends BaselineEntry, Subject>(
  entries: readonly Entry[],
  subject: Subject,
  format: BaselineFormat<Entry, Subject>,
): Entry | undefined {
  const all = entries.filter((entry) => isAbout(entry, subject, format));
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

/** Days for which something is suppressed that nobody has looked at yet. */
const graceDays = 30;

/**
 * Writes what is suppressed from now on, and returns it: kept entries stay where they stand, new ones follow with a day 30
 * days ahead and the reason that an entry gave which is over. Throws a usage error where the file cannot be written.
 */
export async function updateBaseline<Entry extends BaselineEntry, Subject extends { why: string }>(
  file: string,
  format: BaselineFormat<Entry, Subject>,
  update: {
    known: readonly Entry[];
    /** Lists what gets an entry where no current one is about it. */
    failing: readonly Subject[];
    /** Lists what an entry must be about to be kept; by default what fails. */
    found?: readonly Subject[];
    /** Tells whether the run looked at what an entry is about; else it is kept, whether or not it is over. */
    lookedAt(entry: Entry): boolean;
    /** `2026-11-24` */
    today: string;
  },
): Promise<Entry[]> {
  const { known, failing, found = failing, lookedAt, today } = update;
  const entries = known.filter(
    (entry) =>
      !lookedAt(entry) || (isCurrent(entry, today) && found.some((subject) => isAbout(entry, subject, format))),
  );
  const expires = new Date(Date.parse(today) + graceDays * 86_400_000).toISOString().slice(0, 10);
  for (const subject of failing) {
    if (entries.some((entry) => isCurrent(entry, today) && isAbout(entry, subject, format))) continue;
    const reason = longestEntry(known, subject, format)?.reason ?? `not yet looked at: ${subject.why}`.slice(0, 200);
    entries.push({ ...format.identify(subject), reason, expires } as Entry);
  }
  const baseline = { [format.list]: entries };
  const text = /\.json$/i.test(file)
    ? `${JSON.stringify(baseline, null, 2)}\n`
    : stringify(baseline, { lineWidth: format.lineWidth, aliasDuplicateObjects: false });
  await writeFile(file, text).catch((cause) => {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  });
  return entries;
}
