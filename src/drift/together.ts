import type { Change, Seen } from '../change.ts';
import { sameJson } from '../schema/json.ts';

/** Says how a change is told where others of the same cause are told with it. */
export interface Together {
  /** Changes with the same key have one cause. */
  key: string;
  /** Points to the place that they share. */
  pointer: string;
  /** Says of all of them what `why` says of one. */
  why: string;
  /** Says where events showed any of them, each event once. */
  seen?: Seen;
}

/** A change as it is found: alone, so that it is known by the same words whatever changes beside it. */
export interface FoundChange extends Change {
  together?: Together | undefined;
  /** Writes what is defined where it is found: what is told in the same words of equal definitions is one change, written often. */
  definition?: string | undefined;
}

/**
 * Tells changes of one cause as one: those of one place, then those that are written in the same words in many places, mostly of
 * operations of their own. Each of them is known to a baseline by its own place.
 */
export function toldOnce(changes: readonly FoundChange[], operations: ReadonlySet<string | undefined>): Change[] {
  const groups = Map.groupBy(toldTogether(changes, operations), (change) => wordsWithoutPlace(change) ?? change);
  return [...groups.values()].map((group) => {
    const { definition: _, ...change } = group.length > 1 ? writtenOften(group) : (group[0] as FoundChange);
    const affects = operationsFirst(change.affects, operations);
    const count = affects.filter((name) => operations.has(name)).length;
    return { ...change, affects, ...(count > 0 && { operations: count }) };
  });
}

/** Writes all that is told of a change, without where it is; undefined where that says nothing of others. */
function wordsWithoutPlace({ definition, rule, level, source, pointer, before, after, why, known }: FoundChange) {
  if (definition === undefined) return undefined;
  const placeless = (value: unknown): unknown =>
    typeof value === 'string' && pointer !== '' ? value.replaceAll(pointer, '') : value;
  const told = [before, after, why].map(placeless);
  return JSON.stringify([definition, rule, level, source, ...told, known]);
}

function writtenOften(group: readonly FoundChange[]): FoundChange {
  const [first, ...others] = group as readonly [FoundChange, ...FoundChange[]];
  const { before, after } = first;
  const also = others.map(({ pointer, affects }) => ({ pointer, affects }));
  return { ...joined(group, first), before, after, also };
}

/**
 * Tells changes of one cause as one, at the place of the first: with a list of what each was before and after, all that they
 * affect, and the first witness. What a baseline bears is told apart from what it does not. `operations` are named before event
 * types.
 */
export function toldTogether(
  changes: readonly FoundChange[],
  operations: ReadonlySet<string | undefined> = new Set(),
): FoundChange[] {
  const all = Map.groupBy(changes, ({ together }) => together?.key);
  const groups = Map.groupBy(changes, (change) =>
    change.together ? JSON.stringify([change.together.key, change.together.why, change.known]) : change,
  );
  return [...groups.values()].flatMap((group): FoundChange[] => {
    const { together } = group[0] ?? {};
    // What events showed is counted of the whole cause.
    const isWhole = !together?.seen || all.get(together.key)?.length === group.length;
    if (!together || group.length === 1 || !isWhole) return group.map(({ together: _, ...change }) => change);
    const { affects, ...change } = joined(group, together);
    return [{ ...change, affects: operationsFirst(affects, operations) }];
  });
}

/** Puts the names of operations before those of event types. */
export function operationsFirst(names: readonly string[], operations: ReadonlySet<string | undefined>): string[] {
  return names.toSorted((a, b) => Number(operations.has(b)) - Number(operations.has(a)));
}

function joined(group: readonly FoundChange[], { pointer, why, seen }: Omit<Together, 'key'>): FoundChange {
  const { together: _, ...first } = group[0] as FoundChange;
  const definitions = [...new Set(group.map(({ definition }) => definition))];
  const shown = group.find(({ witness }) => witness) ?? first;
  const ofAll = (listed: (change: Change) => string[]): string[] => [...new Set(group.flatMap(listed))];
  return {
    ...first,
    pointer,
    why,
    definition: definitions.includes(undefined) ? undefined : definitions.toSorted().join(' '),
    before: listedOnce(group.map(({ before }) => before)),
    after: listedOnce(group.map(({ after }) => after)),
    affects: ofAll(({ affects }) => affects),
    cases: ofAll(({ cases }) => cases),
    witness: shown.witness,
    proof: shown.proof,
    ...(seen && { seen }),
  };
}

/** Lists different values, of those that are named; a single one, or nothing, stands for itself. */
function listedOnce(values: readonly unknown[]): unknown {
  const named = values.filter((value) => value !== null);
  const listed = named.filter((value, index) => named.findIndex((other) => sameJson(other, value)) === index);
  return listed.length > 1 ? listed : (listed[0] ?? null);
}

/** Tells whether an entry that names changes as they were told together is about one of them. */
export function isToldBy(
  entry: Pick<Change, 'rule' | 'source' | 'pointer'> & Partial<Pick<Change, 'before' | 'after'>>,
  { together, rule, source, before, after }: FoundChange,
): boolean {
  if (!together || ![entry.rule === rule, entry.source === source, entry.pointer === together.pointer].every(Boolean))
    return false;
  const isNamed = (listed: unknown, value: unknown): boolean =>
    sameJson(listed, value) || (Array.isArray(listed) && listed.some((each) => sameJson(each, value)));
  return (
    (!('before' in entry) || isNamed(entry.before, before)) && (!('after' in entry) || isNamed(entry.after, after))
  );
}
