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
}

/**
 * Tells changes of one cause as one, at the place of the first: with a list of what each was before and after, all that they
 * affect, and the first witness. What a baseline bears is told apart from what it does not.
 */
export function toldTogether(changes: readonly FoundChange[]): Change[] {
  const groups = Map.groupBy(changes, (change) =>
    change.together ? JSON.stringify([change.together.key, change.together.why, change.known]) : change,
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [FoundChange];
    const { together, ...alone } = first;
    return together && group.length > 1
      ? joined(group, { ...alone, pointer: together.pointer, why: together.why })
      : alone;
  });
}

function joined(group: readonly FoundChange[], told: Change): Change {
  const shown = group.find(({ witness }) => witness) ?? told;
  const ofAll = (listed: (change: Change) => string[]): string[] => [...new Set(group.flatMap(listed))];
  const seen = group[0]?.together?.seen;
  return {
    ...told,
    before: listedOnce(group.map(({ before }) => before)),
    after: listedOnce(group.map(({ after }) => after)),
    affects: ofAll(({ affects }) => affects),
    cases: ofAll(({ cases }) => cases),
    witness: shown.witness,
    proof: shown.proof,
    ...(seen && { seen }),
  };
}

/** Lists different values; a single one, or nothing, stands for itself. */
function listedOnce(values: readonly unknown[]): unknown {
  const listed = values.filter((value, index) => values.findIndex((other) => sameJson(other, value)) === index);
  return listed.length > 1 ? listed : listed[0];
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
