import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Document, isSeq, parseDocument, stringify, visit } from 'yaml';
import { unwritable } from '../errors.ts';
import { replaceFile } from '../replace-file.ts';
import { jsonText } from '../schema/json.ts';
import { type BaselineEntry, type BaselineFormat, isCurrent, longestEntry } from './baseline.ts';

/** Counts what became of the entries of a baseline file that was written. */
export interface BaselineUpdate {
  file: string;
  added: number;
  kept: number;
  /** Names the entries that were taken out: what nothing is about any more, or what an added one takes the place of. */
  dropped: string[];
}

/** Names a baseline file, and says whether it is written. */
export interface BaselineOptions {
  file: string;
  /** Writes what gates now into the file, before it is judged; the file may then be missing. */
  update?: boolean | undefined;
  /** Hears what became of the entries, once they are written. */
  onUpdate?: ((update: BaselineUpdate) => void) | undefined;
}

/** Says what a baseline is written from. */
interface UpdateOptions<Entry extends BaselineEntry, Subject> {
  known: readonly Entry[];
  /** Lists what gets an entry where no current one is about it. */
  failing: readonly Subject[];
  /** Lists what an entry must be about to be kept; by default what fails. */
  found?: readonly Subject[];
  /** Tells whether the run looked at what an entry is about; else it is kept, whether or not it is over. */
  lookedAt(entry: Entry): boolean;
  /** `2026-11-24` */
  today: string;
  /** Hears what became of the entries, once they are written. */
  onUpdate?: ((update: BaselineUpdate) => void) | undefined;
}

/** Days for which something is suppressed that nobody has looked at yet. */
const graceDays = 30;

/**
 * Writes what is suppressed from now on, and returns it: kept entries stay where they stand, with their comments; new ones
 * follow with a day 30 days ahead and the reason that an entry gave which is over. Throws a usage error where the file cannot
 * be written.
 */
export async function updateBaseline<Entry extends BaselineEntry, Subject extends { why: string }>(
  file: string,
  format: BaselineFormat<Entry, Subject>,
  options: UpdateOptions<Entry, Subject>,
): Promise<Entry[]> {
  const { known, failing, found = failing, lookedAt, today, onUpdate } = options;
  const isKept = (entry: Entry): boolean =>
    !lookedAt(entry) || (isCurrent(entry, today) && found.some((subject) => format.isAbout(entry, subject)));
  const kept = known.map(isKept);
  const current = known.filter((_, index) => kept[index]);
  const added: Entry[] = [];
  const expires = new Date(Date.parse(today) + graceDays * 86_400_000).toISOString().slice(0, 10);
  for (const subject of failing) {
    if ([...current, ...added].some((entry) => isCurrent(entry, today) && format.isAbout(entry, subject))) continue;
    const expired = longestEntry(known, subject, format);
    const reason = expired?.reason ?? `not yet looked at: ${subject.why}`.slice(0, 200);
    added.push({ ...format.newEntry(subject, expired), reason, expires } as Entry);
  }
  await writeEntries(file, format, { kept, current, added });
  const dropped = known.filter((_, index) => !kept[index]).map((entry) => entryName(entry, format));
  onUpdate?.({ file, added: added.length, kept: current.length, dropped });
  return [...current, ...added];
}

function entryName<Entry extends BaselineEntry>(entry: Entry, { nameKeys }: BaselineFormat<Entry, never>): string {
  return String(nameKeys.map((key) => entry[key]).find((name) => name !== undefined));
}

interface WrittenEntries<Entry> {
  /** Tells of each entry of the file, in its order, whether it stays. */
  kept: readonly boolean[];
  current: readonly Entry[];
  added: readonly Entry[];
}

async function writeEntries<Entry extends BaselineEntry>(
  file: string,
  { list, lineWidth }: BaselineFormat<Entry, never>,
  { kept, current, added }: WrittenEntries<Entry>,
): Promise<void> {
  const baseline = { [list]: [...current, ...added] };
  const inPlace = /\.json$/i.test(file) ? undefined : await commentedDocument(file, list);
  const text = /\.json$/i.test(file)
    ? jsonText(baseline)
    : (inPlace && editedText(inPlace, list, { kept, added, lineWidth })) ||
      stringify(baseline, { lineWidth, aliasDuplicateObjects: false });
  await replaceFile(file, text).catch((cause) => {
    throw unwritable(file, cause);
  });
}

/** Reads a file whose comments are to be kept; undefined where there is none, or entries share parts by aliases. */
async function commentedDocument(file: string, list: string): Promise<Document | undefined> {
  const text = existsSync(file) ? await readFile(file, 'utf8') : '';
  if (!text.includes('#')) return undefined;
  const document = parseDocument(text);
  const aliases: unknown[] = [];
  visit(document, { Alias: (_, node) => void aliases.push(node) });
  return aliases.length > 0 || !isSeq(document.get(list)) ? undefined : document;
}

function editedText<Entry extends BaselineEntry>(
  document: Document,
  list: string,
  { kept, added, lineWidth }: Pick<WrittenEntries<Entry>, 'kept' | 'added'> & { lineWidth: number },
): string {
  const entries = document.get(list);
  if (isSeq(entries)) {
    entries.items = entries.items.filter((_, index) => kept[index]);
    for (const entry of added) entries.add(document.createNode(entry, { aliasDuplicateObjects: false }));
    if (added.length > 0) entries.flow = false;
  }
  return document.toString({ lineWidth });
}
