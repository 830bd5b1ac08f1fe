import type { Contract } from '../contract.ts';
import type { ListedValues, OperationTraits } from './traits.ts';

/** Holds what is known of a delivery, by which its operation is told. */
export interface DeliveryTraits {
  event: unknown;
  /** Gives a header by its name in lower case; absent where headers were not kept. */
  header?: ((name: string) => string | undefined) | undefined;
  /** Tells where it was sent to, where that was kept. */
  url?: string | undefined;
}

/** Holds an operation that a delivery may be for. */
export interface Candidate {
  contract: Contract;
  traits: OperationTraits;
}

/** Holds a value that should name the operation of a delivery, and names none. */
export interface UnknownName {
  /** Says where it stands: in a header, by its name in lower case, or in the event, by its pointer. */
  in: 'header' | 'body';
  at: string;
  value: unknown;
  /** Lists the values that name operations. */
  known(): readonly string[];
}

/** Holds the operations that a delivery may be for, and the name that none of them has. */
export interface Narrowed {
  left: readonly Candidate[];
  unknown?: UnknownName | undefined;
}

/** Leaves those of some operations that a delivery may be for. */
export type Narrowing = (left: readonly Candidate[], delivery: DeliveryTraits) => Narrowed;

/** Holds what a delivery has at one place, and what it says of an operation. */
export interface Clue extends Pick<UnknownName, 'in' | 'at' | 'value'> {
  /** Says how much the place tells: less is more. The outermost come first, of these such as part most operations. */
  rank: readonly [depth: number, parted: number];
  listedBy(traits: OperationTraits): ListedValues | undefined;
  /** Says whether it speaks for an operation, or against it. */
  verdict(traits: OperationTraits): boolean | undefined;
}

/**
 * Leaves the operations that nothing speaks against, and of these those that something speaks for. Where something speaks against each,
 * what tells most decides: a value that it lists for an operation, or one that it lists for none.
 */
export function narrowedBy(clues: readonly Clue[], left: readonly Candidate[]): Narrowed {
  const judged = left.map((candidate) => ({
    candidate,
    verdicts: clues.map((clue) => clue.verdict(candidate.traits)),
  }));
  const possible = judged.filter((each) => !each.verdicts.includes(false));
  if (possible.length === 0) return decided(clues.toSorted(byRank), left);
  const likely = possible.filter((each) => each.verdicts.includes(true));
  return { left: (likely.length > 0 ? likely : possible).map(({ candidate }) => candidate) };
}

function decided(clues: readonly Clue[], left: readonly Candidate[]): Narrowed {
  const takes = (clue: Clue, { traits }: Candidate): boolean => clue.verdict(traits) !== false;
  const known = clues.find(
    (clue) => left.some((each) => takes(clue, each)) && !left.every((each) => takes(clue, each)),
  );
  const unknown = clues.find((clue) => !left.some((each) => takes(clue, each)) && isNaming(clue, left));
  if (unknown && (!known || byRank(unknown, known) < 0)) return { left, unknown: unknownName(unknown, left) };
  const kept = clues.reduce((some, clue) => {
    const fitting = some.filter((each) => takes(clue, each));
    return fitting.length > 0 ? fitting : some;
  }, left);
  return { left: kept };
}

function byRank({ rank: [depth, parted] }: Clue, { rank: [otherDepth, otherParted] }: Clue): number {
  return depth - otherDepth || otherParted - parted;
}

function unknownName(clue: Clue, left: readonly Candidate[]): UnknownName {
  const known = (): string[] => {
    const all = left.flatMap(({ traits }) => [...(clue.listedBy(traits) ?? [])]);
    return [...new Set(all)].map((each) => (clue.in === 'body' ? plainText(each) : each));
  };
  return { in: clue.in, at: clue.at, value: clue.value, known };
}

/** Writes a value that is given as JSON as it stands in a sentence: a text without its quotes. */
export function plainText(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : json;
}

/** Tells whether the values of a place name operations: what two of them list is the same, or has nothing in common. */
function isNaming(clue: Clue, left: readonly Candidate[]): boolean {
  const lists = distinctLists(left.map(({ traits }) => clue.listedBy(traits)));
  const values = lists.flatMap((each) => [...each]);
  return lists.length > 1 && new Set(values).size === values.length;
}

/** Leaves one of the lists that hold the same values, and none of what lists nothing. */
export function distinctLists(lists: readonly (ListedValues | undefined)[]): ListedValues[] {
  const distinct = new Map(
    lists.filter((each) => each !== undefined).map((each) => [[...each].toSorted().join('\n'), each]),
  );
  return [...distinct.values()];
}
