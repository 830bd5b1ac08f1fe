import { type Pair, type SchemaRule, stated } from '../difference.ts';
import type { Member } from '../model/conjunction.ts';
import { hasUnevaluatedRest } from '../model/counts.ts';
import { bothTake, facts, type ResolvedSchema } from '../model/resolved-schema.ts';
import { assertionChange } from './conditions.ts';
import { effectOf, innerMembers, type Relation, relationOf, reversed, together } from './inner.ts';
import { limitDifference } from './limits.ts';

/** Says how many items of a kind a list must have, and may have. */
interface Contained {
  members: Member[];
  least: number;
  most: number;
}

/** Compares which items a list must contain, and how many of them. */
export const compareContained: SchemaRule = (pair) => {
  if (!bothTake(pair, 'array')) return [];
  return [...comparedCounts(pair), ...comparedRest(pair)];
};

function comparedCounts(pair: Pair) {
  const { old, new: now } = pair;
  const [before, after] = [containedIn(old), containedIn(now)];
  if (!before && !after) return [];
  const said = (side: ResolvedSchema, keyword: string) => facts(side, keyword)[0];
  const [was, is] = [said(old, 'contains'), said(now, 'contains')];
  // What an item counts for may be all that lets it be there.
  const lets = [old, now].some((side) => facts(side, 'unevaluatedItems').length > 0);
  if (before === 'several' || after === 'several') {
    const effect = lets || (before && after) ? 'unclear' : before ? 'widens' : 'narrows';
    if (before && after && isSameWords(pair)) return [];
    return [stated(assertionChange('contains', was, effect === 'widens' ? undefined : is, effect), was, is)];
  }
  if (!before || !after) {
    const least = (before ?? after)?.least ?? 0;
    const counted = least > 0 || !lets ? (before ? 'wider' : 'narrower') : 'same';
    const effect =
      effectOf[together([counted, ...(lets ? [before ? ('narrower' as const) : ('wider' as const)] : [])])];
    return [stated(assertionChange('contains', was, is, effect), was, is)];
  }
  const inner = relationOf(pair, before.members, after.members);
  const [least, most] = [after.least - before.least, after.most - before.most];
  const keyword = least === 0 ? 'maxContains' : 'minContains';
  const counted = together([sign(-least), sign(most)]);
  if (inner === 'same' && counted === 'same') return [];
  const [first, second] = [said(old, keyword), said(now, keyword)];
  if (inner === 'same' && counted !== 'other')
    return [
      limitDifference(keyword, counted === 'wider', first, second ?? { value: null, pointer: is?.pointer ?? '' }),
    ];
  // More items count: that meets a least number sooner, and passes a greatest one sooner.
  const asked =
    inner === 'same'
      ? []
      : [
          ...(lets || after.least > 0 ? [inner] : []),
          ...(after.most < Number.POSITIVE_INFINITY ? [reversed(inner)] : []),
        ];
  return [stated(assertionChange('contains', was, is, effectOf[together([counted, ...asked])]), was, is)];
}

/** Gives what a list must contain; undefined where that is nothing, `several` where there is more than one kind. */
function containedIn(side: ResolvedSchema): Contained | 'several' | undefined {
  const all = side.leaves.filter(({ schema }) => schema.contains !== undefined);
  const [only, another] = all;
  if (!only) return undefined;
  if (another) return 'several';
  const { minContains: least = 1, maxContains: most = Number.POSITIVE_INFINITY } = only.schema;
  const isFree = least === 0 && most === Number.POSITIVE_INFINITY;
  if (isFree && facts(side, 'unevaluatedItems').length === 0) return undefined;
  return { members: innerMembers(side, 'contains'), least: Number(least), most: Number(most) };
}

function isSameWords({ old, new: now }: Pair): boolean {
  const words = (side: ResolvedSchema) =>
    ['contains', 'minContains', 'maxContains'].map((keyword) => facts(side, keyword).map(({ value }) => value));
  return JSON.stringify(words(old)) === JSON.stringify(words(now));
}

function sign(value: number): Relation {
  return value > 0 ? 'wider' : value < 0 ? 'narrower' : 'same';
}

/** Compares what is asked of items that nothing else tells of, where `contains` or a condition may tell of some. */
function comparedRest(pair: Pair) {
  const { old, new: now } = pair;
  if (hasUnevaluatedRest(old) && hasUnevaluatedRest(now)) return [];
  const [was, is] = [facts(old, 'unevaluatedItems')[0], facts(now, 'unevaluatedItems')[0]];
  const relation = relationOf(pair, innerMembers(old, 'unevaluatedItems'), innerMembers(now, 'unevaluatedItems'));
  if (relation === 'same') return [];
  return [stated(assertionChange('unevaluatedItems', was, is, effectOf[relation]), was, is)];
}
