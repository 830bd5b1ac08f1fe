import type { Schema } from '../../schema/types.ts';
import type { Fact, Member } from './model/conjunction.ts';
import type { DocumentContext } from './model/context.ts';
import type { ResolvedSchema } from './model/resolved-schema.ts';
import type { ResolvedUnion } from './model/unions.ts';

/**
 * Names what a difference does to the set of allowed values: `widens` adds some, `narrows` takes some away, `both` does both.
 * `vanishes` takes away what was never promised, `ends` refuses it besides; `unclear` cannot be decided; `none` changes no
 * value, `prose` not even a form.
 */
export type Effect = 'widens' | 'narrows' | 'both' | 'vanishes' | 'ends' | 'unclear' | 'none' | 'prose';

/** States that something differs, seen from the old document to the new one; whom it hurts is for others to say. */
export interface StatedDifference {
  rule: string;
  effect: Effect;
  before: unknown;
  after: unknown;
  /** Says where it is written: in the new document, or in the old one for what is gone. */
  pointer: string;
  /** Says what happened, in plain words: `may now also be …`. */
  what: string;
  /** Says it of several names or values of one place: `each of these may also be …`. */
  alike?: string;
  /** Writes what is defined on both sides where it differs, besides what came or went, if that is no schema's. */
  definition?: string;
  /** Says what may come of it where that is risky, and more than that something is gone. */
  risk?: string;
  /** Breaks readers even where both documents allow the event: they take it for something else. */
  misread?: boolean;
  /** Undecided by the rules alone, but validators know the keyword: it breaks readers if an event shows it, and is risky else. */
  provable?: boolean;
  /** Nothing but an event can tell whether there is such a difference at all. */
  suspected?: boolean;
  /** The union whose alternatives may overlap, where that is what is suspected. */
  overlap?: SuspectedOverlap;
  /** The name is a pattern of names. */
  byPattern?: boolean;
  /** The alternative that came or went, where one of a union did. */
  branch?: ComparedBranch;
  /** Narrower than `widens` says where this is the only witness that is wanted. */
  show?: { old?: unknown[]; new?: unknown[] };
  /** What values of the old document are gone, or new ones came, as a schema that these and no others meet. */
  only?: { old?: Schema; new?: Schema };
}

/** Holds the union that refuses what fits two of its alternatives, and what changed in those. */
export interface SuspectedOverlap {
  union: ResolvedUnion;
  side: 'old' | 'new';
  changed: readonly Difference[];
}

/** Holds an alternative of a union, and the old document's union that it joins or leaves. */
export interface ComparedBranch {
  union: ResolvedUnion;
  /** The alternative alone, as its own document writes it. */
  own: readonly Member[];
  context: DocumentContext;
  /** It was there before, and something else chooses it now. */
  isOld?: boolean;
}

/** Holds a difference between two schemas, and how to get there. */
export interface Difference extends StatedDifference {
  /** From the outermost object; the last step is the location itself. */
  trail: Trail;
  /** The values of the outermost discriminator that it belongs to; undefined for all. */
  types: readonly string[] | undefined;
}

/** Holds one level on the way from the whole body to a location: both sides there, and how one goes on from there. */
export interface TrailStep {
  old: ResolvedSchema;
  new: ResolvedSchema;
  /** A property's name, `*` for any item or any undeclared property, or the index of an item; undefined at the end. */
  token?: string;
}

export type Trail = readonly TrailStep[];

/** Stands in a trail before the name of a property instead of its value. No document can have a property of this name. */
export const nameToken = '\uD800name';

/** Says where a comparison stands: the trail leads to the location and does not hold it. */
export interface Position extends Pick<Difference, 'trail' | 'types'> {
  comparison: Comparison;
  /** The value here chooses what else holds: an event type, an action. */
  selects: boolean;
  /** Says how much of the trail was walked before, by another comparison. */
  from: number;
}

/** Holds the same location in both documents. */
export interface Pair extends Position {
  old: ResolvedSchema;
  new: ResolvedSchema;
}

/** Holds a location with its unions; what is no union counts as one of a single branch. */
export interface UnionPair extends Pair {
  unions: { old: ResolvedUnion; new: ResolvedUnion };
}

/** Compares one aspect of a location. */
export type SchemaRule = (pair: Pair) => StatedDifference | readonly StatedDifference[];

/** Holds both sides of a comparison, and what is known of it so far. */
export interface Comparison {
  old: DocumentContext;
  new: DocumentContext;
  /**
   * Says what differs in pairs of conjunctions, by where their members are written. Nothing does in a pair on the way down:
   * a schema that contains itself ends there.
   */
  known: Map<string, { types: Position['types']; differences: readonly Difference[] }>;
  /** Says which references lead to the same in both documents, as far as that is known. */
  references: Map<string, boolean>;
  /** Pairs that lie too deep to be compared where they were met. */
  deep: [old: readonly Member[], now: readonly Member[], position: Position][];
  /** Counts the ways through unions inside unions that may still be compared. */
  nestedWays: number;
  /** Finds the differences between what two conjunctions allow, except those that lie too deep. */
  compareMembers(old: readonly Member[], now: readonly Member[], position: Position): readonly Difference[];
}

/** Completes a difference with what stood there on both sides; a side that says nothing is undefined. */
export function stated(
  difference: Omit<StatedDifference, 'before' | 'after' | 'pointer'>,
  before: Fact<unknown> | undefined,
  after: Fact<unknown> | undefined,
): StatedDifference {
  const { pointer = '' } = after ?? before ?? {};
  return { ...difference, before: before?.value ?? null, after: after?.value ?? null, pointer };
}

/** Says something of a name or a value, and of several. */
export function saidOf(name: string, said: string): Pick<StatedDifference, 'what'> & { alike: string } {
  return { what: `${name} ${said}`, alike: `each of these ${said}` };
}

/** Says that a difference is one between both sides of a location. */
export function located(difference: StatedDifference, { old, new: now, trail, types }: Pair): Difference {
  return { ...difference, trail: [...trail, { old, new: now }], types };
}
