import {
  type BaselineEntry,
  type BaselineFormat,
  expiredWhy,
  isCurrent,
  longestEntry,
  readBaseline,
  updateBaseline,
} from '../baseline/baseline.ts';
import { type Change, type ChangeSource, type FailOn, gates, type StaleEntry } from '../change.ts';
import { sameJson } from '../schema/json.ts';

/** Names a change that is known. */
export interface KnownChange extends BaselineEntry {
  rule: string;
  source: ChangeSource;
  pointer: string;
  /** Says what stood there; an entry without `before` and `after` suppresses all changes of its rule at its place. */
  before?: unknown;
  after?: unknown;
}

/** Says which baseline a run has, and what it looked at. */
export interface ChangeBaselineOptions {
  file: string;
  /** Writes what gates now, before it is judged; the file may be missing. */
  update: boolean;
  failOn: FailOn;
  /** A day, `2026-11-24`. */
  today: string;
  /** An entry about a source that was not looked at is not stale. */
  sources: ReadonlySet<ChangeSource>;
}

/** Holds changes, those that are known marked so, and the entries that nothing matches any more. */
export interface SuppressedChanges {
  changes: Change[];
  stale: StaleEntry[];
}

/** Applies a baseline file to changes. Throws an input error for a bad file, a usage error where it cannot be written. */
export async function applyChangeBaseline(
  found: readonly Change[],
  options: ChangeBaselineOptions,
): Promise<SuppressedChanges> {
  const { file, update, failOn, today, sources } = options;
  const known = await readBaseline(file, changeBaseline, { mayBeMissing: update });
  if (!update) return suppressChanges(found, known, today, sources);
  // Where nothing gates, what breaks is still worth an entry.
  const failing = found.filter((change) => gates(change, failOn === 'never' ? 'breaking' : failOn));
  const keeps = (entry: KnownChange): boolean =>
    !sources.has(entry.source) ||
    (isCurrent(entry, today) && found.some((change) => changeBaseline.matches(entry, change)));
  const entries = await updateBaseline(file, changeBaseline, { known, failing, keeps, today });
  return suppressChanges(found, entries, today, sources);
}

const allSources: readonly unknown[] = ['spec', 'traffic', 'implementation'] satisfies ChangeSource[];
const entryKeys = ['rule', 'source', 'pointer', 'before', 'after', 'reason', 'expires'];

/** Describes the baselines of `drift`. */
const changeBaseline: BaselineFormat<KnownChange, Change> = {
  list: 'changes',
  nameKey: 'rule',
  lineWidth: 120,
  findFault(entry) {
    // A slip in the name of a key would suppress more than was meant.
    const unknown = Object.keys(entry).find((key) => !entryKeys.includes(key));
    if (unknown !== undefined)
      return `(${entry.rule}) has ${JSON.stringify(unknown)}, not one of ${entryKeys.join(', ')}`;
    if (!allSources.includes(entry.source)) return `(${entry.rule}) wants source: ${allSources.join(', ')}`;
    return typeof entry.pointer === 'string' ? undefined : `(${entry.rule}) names no pointer`;
  },
  matches(entry, { rule, source, pointer, before, after }) {
    if (entry.rule !== rule || entry.source !== source || entry.pointer !== pointer) return false;
    return hasValue(entry, 'before', before) && hasValue(entry, 'after', after);
  },
  createEntry: ({ rule, source, pointer, before, after }, terms) => ({
    rule,
    source,
    pointer,
    before,
    after,
    ...terms,
  }),
};

/** Tells whether an entry names this value, or none. */
function hasValue(entry: KnownChange, key: 'before' | 'after', value: unknown): boolean {
  return !(key in entry) || sameJson(entry[key], value);
}

function suppressChanges(
  changes: readonly Change[],
  known: readonly KnownChange[],
  today: string,
  sources: ReadonlySet<ChangeSource>,
): SuppressedChanges {
  const stale = known.filter(
    (entry) => sources.has(entry.source) && !changes.some((change) => changeBaseline.matches(entry, change)),
  );
  return {
    changes: changes.map((change) => {
      const entry = longestEntry(known, change, changeBaseline);
      if (!entry) return change;
      const { reason, expires } = entry;
      if (isCurrent(entry, today)) return { ...change, known: { reason, expires } };
      return { ...change, why: expiredWhy(entry, change.why) };
    }),
    stale: stale.map(({ rule, source, pointer, reason, expires }) => ({ rule, source, pointer, reason, expires })),
  };
}
