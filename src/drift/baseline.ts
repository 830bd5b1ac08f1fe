import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { Change, ChangeSource, StaleEntry } from '../change.ts';
import { messageOf, userError } from '../errors.ts';
import { parseObject } from '../openapi/parse.ts';
import { isDateTime } from '../schema/formats.ts';
import { isObject, sameJson } from '../schema/json.ts';

/** A change that is known and borne for a while. */
export interface KnownChange {
  rule: string;
  source: ChangeSource;
  pointer: string;
  /** What stood there; an entry without `before` and `after` bears all changes of its rule at its place. */
  before?: unknown;
  after?: unknown;
  reason: string;
  /** The last day on which it is borne, `2027-01-31`. */
  expires: string;
}

const sources: readonly unknown[] = ['spec', 'traffic', 'implementation'] satisfies ChangeSource[];

/** Reads a baseline file (YAML or JSON). Throws an input error that names the entry that is wrong. */
export async function readBaseline(file: string): Promise<KnownChange[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  });
  const { changes } = parseObject(text, file);
  if (!Array.isArray(changes)) throw userError('input', `${file}: wants a list "changes"`);
  return changes.map((entry: unknown, index) => {
    const fault = entryFault(entry);
    if (fault) throw userError('input', `${file}: entry ${index + 1} ${fault}`);
    return entry as KnownChange;
  });
}

const keys = ['rule', 'source', 'pointer', 'before', 'after', 'reason', 'expires'];

function entryFault(entry: unknown): string | undefined {
  if (!isObject(entry) || typeof entry.rule !== 'string') return 'names no rule';
  // A slip in a name would bear more than was meant.
  const strange = Object.keys(entry).find((key) => !keys.includes(key));
  if (strange !== undefined) return `(${entry.rule}) has ${JSON.stringify(strange)}, not one of ${keys.join(', ')}`;
  if (!sources.includes(entry.source)) return `(${entry.rule}) wants source: ${sources.join(', ')}`;
  if (typeof entry.pointer !== 'string') return `(${entry.rule}) names no pointer`;
  if (typeof entry.reason !== 'string' || entry.reason.trim() === '') return `(${entry.rule}) gives no reason`;
  return isDateTime(`${entry.expires}T00:00:00Z`) ? undefined : `(${entry.rule}) wants expires: like 2027-01-31`;
}

/** Changes in the light of what is known, and the entries that nothing fits any more. */
export interface Borne {
  changes: Change[];
  stale: StaleEntry[];
}

/**
 * Marks what is known and not expired; `today` is a day, `2026-11-24`. An entry about a source that was not looked at is
 * not stale.
 */
export function withBaseline(
  changes: readonly Change[],
  known: readonly KnownChange[],
  today: string,
  looked: ReadonlySet<ChangeSource>,
): Borne {
  const used = new Set<KnownChange>();
  const judged = changes.map((change) => {
    const entries = known.filter((each) => fits(each, change));
    for (const each of entries) used.add(each);
    const entry = lasting(entries);
    if (!entry) return change;
    const { reason, expires } = entry;
    if (today <= expires) return { ...change, known: { reason, expires } };
    return { ...change, why: `the baseline bore it until ${expires} (${reason}); ${change.why}` };
  });
  const stale = known.filter((entry) => !used.has(entry) && looked.has(entry.source));
  return {
    changes: judged,
    stale: stale.map(({ rule, source, pointer, reason, expires }) => ({ rule, source, pointer, reason, expires })),
  };
}

/** Of several entries about one change the one that bears it longest. */
function lasting(entries: readonly KnownChange[]): KnownChange | undefined {
  return entries.toSorted((a, b) => b.expires.localeCompare(a.expires))[0];
}

function fits(entry: KnownChange, { rule, source, pointer, before, after }: Change): boolean {
  if (entry.rule !== rule || entry.source !== source || entry.pointer !== pointer) return false;
  return same(entry, 'before', before) && same(entry, 'after', after);
}

function same(entry: KnownChange, key: 'before' | 'after', value: unknown): boolean {
  return !(key in entry) || sameJson(entry[key], value);
}

/** How long a change is borne that nobody has looked at yet. */
const graceDays = 30;

/**
 * Writes what is to be borne from now on: what gates and is not known yet, or no longer, for a short while; entries that
 * something still fits keep their reason and day; those that nothing fits go.
 */
export async function updateBaseline(
  file: string,
  { found, gating }: { found: readonly Change[]; gating: readonly Change[] },
  known: readonly KnownChange[],
  today: string,
  looked: ReadonlySet<ChangeSource>,
): Promise<KnownChange[]> {
  const later = new Date(Date.parse(today) + graceDays * 86_400_000).toISOString().slice(0, 10);
  const changes = known.filter(
    (entry) => !looked.has(entry.source) || (entry.expires >= today && found.some((change) => fits(entry, change))),
  );
  for (const change of gating) {
    if (changes.some((entry) => entry.expires >= today && fits(entry, change))) continue;
    const before = lasting(known.filter((entry) => fits(entry, change)));
    changes.push(entryOf(change, before?.reason, later));
  }
  try {
    await writeFile(file, written({ changes }, file));
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
  return changes;
}

/** A file keeps the language that its name promises. */
function written(baseline: { changes: KnownChange[] }, file: string): string {
  if (/\.json$/i.test(file)) return `${JSON.stringify(baseline, null, 2)}\n`;
  return stringify(baseline, { lineWidth: 120, aliasDuplicateObjects: false });
}

function entryOf(
  { rule, source, pointer, before, after, why }: Change,
  reason: string | undefined,
  expires: string,
): KnownChange {
  return { rule, source, pointer, before, after, reason: reason ?? `not yet looked at: ${why}`.slice(0, 200), expires };
}
