import { type BaselineFormat, expiredWhy, isCurrent, longestEntry, readBaseline } from '../baseline/baseline.ts';
import type { BaselineOptions } from '../baseline/update.ts';
import { type Change, type ChangeSource, type FailOn, gates, type StaleEntry } from '../change.ts';
import { sameJson } from '../schema/json.ts';
import { type FoundChange, isToldBy, toldTogether } from './together.ts';

/** Names a change that is known. */
export interface KnownChange extends StaleEntry {
  /**
   * Says what stood there, each or all of it; an entry without `before` and `after` suppresses all changes of its rule at its
   * place.
   */
  before?: unknown;
  after?: unknown;
}

interface ChangeBaselineOptions extends BaselineOptions {
  failOn: FailOn;
  /** A day, `2026-11-24`. */
  today: string;
  /** An entry about a source that was not looked at is not stale. */
  sources: ReadonlySet<ChangeSource>;
}

/**
 * Applies a baseline file to changes: those that are known are marked so, and the entries that are about none of them are
 * stale. Throws an input error for a bad file, a usage error where it cannot be written.
 */
export async function applyChangeBaseline(
  found: readonly FoundChange[],
  { file, update = false, failOn, today, sources, onUpdate }: ChangeBaselineOptions,
): Promise<{ changes: FoundChange[]; stale: StaleEntry[] }> {
  const lookedAt = ({ source }: KnownChange): boolean => sources.has(source);
  let known = await readBaseline(file, changeBaseline, update);
  if (update) {
    // Where nothing gates, what breaks is still worth an entry.
    const gating = found.filter((change) => gates(change, failOn === 'never' ? 'breaking' : failOn));
    const failing = newEntries(gating, known, today);
    // What writes YAML takes long to load.
    const { updateBaseline } = await import('../baseline/update.ts');
    known = await updateBaseline(file, changeBaseline, { known, failing, found, lookedAt, today, onUpdate });
  }
  const stale = known.filter(
    (entry) => lookedAt(entry) && !found.some((change) => changeBaseline.isAbout(entry, change)),
  );
  return {
    changes: found.map((change) => {
      const entry = longestEntry(known, change, changeBaseline);
      if (!entry) return change;
      const { reason, expires } = entry;
      return isCurrent(entry, today) ? { ...change, known: { reason, expires } } : asExpired(change, entry);
    }),
    stale: stale.map(({ rule, source, pointer, reason, expires }) => ({ rule, source, pointer, reason, expires })),
  };
}

/** Chooses what gets an entry: what no current one is about, together where none was about it before. */
function newEntries(gating: readonly FoundChange[], known: readonly KnownChange[], today: string): Change[] {
  const entries = gating.map((change) => longestEntry(known, change, changeBaseline));
  const isNew = (index: number): boolean => entries[index] === undefined;
  return [
    ...gating.filter((_, index) => entries[index] && !isCurrent(entries[index], today)),
    ...toldTogether(gating.filter((_, index) => isNew(index))),
  ];
}

function asExpired({ together, ...change }: FoundChange, entry: KnownChange): FoundChange {
  const told = together && { ...together, why: expiredWhy(entry, together.why) };
  return { ...change, why: expiredWhy(entry, change.why), ...(told && { together: told }) };
}

const allSources: readonly unknown[] = ['spec', 'traffic', 'implementation'] satisfies ChangeSource[];

const changeBaseline: BaselineFormat<KnownChange, FoundChange> = {
  list: 'changes',
  keys: ['rule', 'source', 'pointer', 'before', 'after', 'reason', 'expires'],
  nameKeys: ['rule'],
  lineWidth: 120,
  findFault(entry) {
    if (!allSources.includes(entry.source)) return `(${entry.rule}) wants source: ${allSources.join(', ')}`;
    return typeof entry.pointer === 'string' ? undefined : `(${entry.rule}) names no pointer`;
  },
  isAbout: (entry, change) =>
    isToldBy(entry, change) ||
    Object.entries(identityOf(change)).every(
      ([key, value]) => !(key in entry) || sameJson(entry[key as keyof KnownChange], value),
    ),
  newEntry: identityOf,
};

function identityOf({ rule, source, pointer, before, after }: Change) {
  return { rule, source, pointer, before, after };
}
