import type { Schema } from '../../../schema/types.ts';
import type { Difference, Effect, Pair, UnionPair } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { type ResolvedSchema, resolveMembers, resolveProperty } from '../model/resolved-schema.ts';
import { resolveUnion, type UnionBranch } from '../model/unions.ts';
import { relationByDifference } from '../rules/inner.ts';

/** Finds the differences of two conjunctions that stand where a union does. */
export function compareIn(pair: Pair, old: readonly Member[], now: readonly Member[]): readonly Difference[] {
  return pair.comparison.compareMembers(old, now, pair);
}

/** Tells whether some branches of the old document allow all that a new one allows, one of them or several piece by piece. */
export function isInside(
  pair: Pair,
  { members }: Pick<UnionBranch, 'members'>,
  others: readonly UnionBranch[],
): boolean {
  const isOne = (piece: readonly Member[]) =>
    others.some((other) => onlyHas(['narrows', 'none'], compareIn(pair, other.members, piece)));
  return isOne(members) || isPiecewise(resolveMembers(pair.new.context, members), isOne);
}

/** Tells whether the new branches allow all that something of the old document allows. */
export function isWithinNew(
  pair: UnionPair,
  members: readonly Member[],
  others: readonly UnionBranch[] = pair.unions.new.branches,
): boolean {
  const isOne = (piece: readonly Member[]) =>
    others.some((other) => onlyHas(['widens', 'none'], compareIn(pair, piece, other.members)));
  return isOne(members) || isPiecewise(resolveMembers(pair.old.context, members), isOne);
}

/** Tells whether the new branches allow all that something of the old document allows, by names that came into open objects, too. */
export function isHeldByNew(pair: UnionPair, members: readonly Member[], others: readonly UnionBranch[]): boolean {
  const isOne = (piece: readonly Member[]) =>
    others.some((other) =>
      compareIn(pair, piece, other.members).every(
        (each) => each.suspected || ['wider', 'same'].includes(relationByDifference(each)),
      ),
    );
  return isOne(members) || isPiecewise(resolveMembers(pair.old.context, members), isOne);
}

/** Gives what is but suspected of alternatives of the old document that allow all that a new one allows. */
export function suspectedInside(
  pair: Pair,
  { members }: Pick<UnionBranch, 'members'>,
  others: readonly UnionBranch[],
): Difference[] {
  const holdings = (piece: readonly Member[]) =>
    others.map((other) => compareIn(pair, other.members, piece)).filter((found) => onlyHas(['narrows', 'none'], found));
  return suspectedOf(holdings, members, resolveMembers(pair.new.context, members));
}

/** Gives what is but suspected of new branches that allow all that something of the old document allows. */
export function suspectedWithinNew(pair: UnionPair, members: readonly Member[]): Difference[] {
  const holdings = (piece: readonly Member[]) =>
    pair.unions.new.branches
      .map((other) => compareIn(pair, piece, other.members))
      .filter((found) => onlyHas(['widens', 'none'], found));
  return suspectedOf(holdings, members, resolveMembers(pair.old.context, members));
}

/** Of each piece that somebody holds for certain nothing is suspected; else what is suspected of the first who holds it. */
function suspectedOf(
  holdings: (piece: readonly Member[]) => (readonly Difference[])[],
  members: readonly Member[],
  resolved: ResolvedSchema,
): Difference[] {
  const pieces = holdings(members).length > 0 ? [members] : cutUp(resolved);
  return pieces.flatMap((piece) => {
    const suspected = holdings(piece).map((found) => found.filter((each) => each.suspected));
    return suspected.some((found) => found.length === 0) ? [] : (suspected[0] ?? []);
  });
}

function isPiecewise(resolved: ResolvedSchema, isOne: (piece: readonly Member[]) => boolean): boolean {
  const pieces = cutUp(resolved);
  return pieces.length > 1 && pieces.every(isOne);
}

/** Tells whether differences have no other effects than these; what is but suspected does not count. */
export function onlyHas(effects: readonly Effect[], differences: readonly Difference[]): boolean {
  return differences.every(({ effect, suspected }) => suspected || effects.includes(effect));
}

/** Bounds how many branches a location is cut into. */
const mostPieces = 50;

const everyType = ['boolean', 'object', 'array', 'number', 'string'];

/** Cuts a location up by its own union, its listed values or its types, each of which a branch of its own may hold. */
export function cutUp(resolved: ResolvedSchema): Member[][] {
  const { members, pointer, types, values, takesNull } = resolved;
  // A comparison is known by where its members are written: each piece has a place of its own.
  const cut = (schema: Member['schema']): Member[] => [
    ...members,
    { schema, pointer: `${pointer}/piece${JSON.stringify(schema)}` },
  ];
  const nothing = takesNull ? [cut({ enum: [null] })] : [];
  const union = resolveUnion(resolved);
  if (union) return union.branches.length > mostPieces ? [[...members]] : union.branches.map((each) => each.members);
  if (values) return [...values.value.slice(0, mostPieces).map((value) => cut({ enum: [value] })), ...nothing];
  if (!types) return [...everyType.map((type) => cut({ type })), ...nothing];
  return [...types.value.map((type) => cut({ type })), ...nothing];
}

/** Tells whether what is no union any more is in the alternatives that there were, each choice under one of its names in one of them. */
export function isInsideByName(pair: UnionPair, { members }: UnionBranch): boolean {
  const { old, new: now } = pair.unions;
  return cutsByName(resolveMembers(now.context, members)).some((pieces) =>
    pieces.every((piece) => isInside(pair, { members: piece }, old.branches)),
  );
}

/** By so many names a location is cut up, into so many pieces each. */
const most = { names: 6, pieces: 12 };

/**
 * Cuts a location up by what may stand under one of its names, for each name of which that is a choice: alternatives of the whole
 * may each have one of them.
 */
export function cutsByName(resolved: ResolvedSchema): Member[][][] {
  const { members, pointer, names, required } = resolved;
  return [...names.keys()]
    .flatMap((name) => {
      const choices = choicesIn(resolveProperty(resolved, name));
      if (choices.length < 2 || choices.length > most.pieces) return [];
      const all = [...choices, ...(required.has(name) ? [] : [{ not: {} }])];
      return [
        all.map((schema, index): Member[] => [
          ...members,
          { schema: { properties: { [name]: schema } }, pointer: `${pointer}/named${JSON.stringify([name, index])}` },
        ]),
      ];
    })
    .slice(0, most.names);
}

/** Lists what may be chosen from: the alternatives of a union, listed values, or types. */
function choicesIn(resolved: ResolvedSchema): Schema[] {
  const { types, values, takesNull } = resolved;
  const { branches } = resolveUnion(resolved) ?? {};
  if (branches) return branches.every(({ own }) => own) ? branches.flatMap(({ own }) => (own ? [own.schema] : [])) : [];
  const nothing: Schema[] = takesNull ? [{ enum: [null] }] : [];
  if (values) return [...values.value.map((value) => ({ enum: [value] })), ...nothing];
  return types ? [...types.value.map((type): Schema => ({ type })), ...nothing] : [];
}
