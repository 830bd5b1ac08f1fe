import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { Change, ChangeSource, StaleEntry } from '../change.ts';
import { parseObject } from '../contract/parse.ts';
import { messageOf, userError } from '../errors.ts';
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

function entryFault(entry: unknown): string | undefined {
  if (!isObject(entry) || typeof entry.rule !== 'string') return 'names no rule';
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
    const entry = known.find((each) => fits(each, change));
    if (!entry) return change;
    used.add(entry);
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

function fits(entry: KnownChange, { rule, source, pointer, before, after }: Change): boolean {
  if (entry.rule !== rule || entry.source !== source || entry.pointer !== pointer) return false;
  return same(entry, 'before', before) && same(entry, 'after', after);
}

function same(entry: KnownChange, key: 'before' | 'after', value: unknown): boolean {
  return !(key in entry) || sameJson(entry[key], value);
}

/** How long a change is borne that nobody has looked at yet. */
const graceDays = 30;

/** Writes what gates now: known entries keep their reason and day, new ones get a short while, others go. */
export async function updateBaseline(
  file: string,
  gating: readonly Change[],
  known: readonly KnownChange[],
  today: string,
  looked: ReadonlySet<ChangeSource>,
): Promise<KnownChange[]> {
  const later = new Date(Date.parse(today) + graceDays * 86_400_000).toISOString().slice(0, 10);
  const kept = known.filter(({ source }) => !looked.has(source));
  const now = new Set<KnownChange>();
  for (const change of gating) {
    const before = known.find((entry) => fits(entry, change));
    now.add(before !== undefined && before.expires >= today ? before : entryOf(change, before?.reason, later));
  }
  const changes = [...kept, ...now];
  try {
    await writeFile(file, stringify({ changes }, { lineWidth: 120 }));
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
  return changes;
}

function entryOf(
  { rule, source, pointer, before, after, why }: Change,
  reason: string | undefined,
  expires: string,
): KnownChange {
  return { rule, source, pointer, before, after, reason: reason ?? `not yet looked at: ${why}`.slice(0, 200), expires };
}
