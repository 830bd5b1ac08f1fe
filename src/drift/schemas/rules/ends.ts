import { type Pair, type StatedDifference, stated } from '../difference.ts';
import { isImpossible } from '../model/resolved-schema.ts';

/** Compares a location where one side allows nothing at all; undefined where both allow something. */
export function compareEnds({ old, new: now, trail }: Pair): StatedDifference[] | undefined {
  const [wasNothing, isNothing] = [isImpossible(old), isImpossible(now)];
  if (!wasNothing && !isNothing) return undefined;
  if (wasNothing && isNothing) return [];
  const [before, after] = [old, now].map(({ pointer }, index) => ({
    value: index === 0 ? !wasNothing : !isNothing,
    pointer,
  }));
  if (wasNothing)
    return [
      stated({ rule: 'value-allowed', effect: 'widens', what: 'nothing was allowed there before' }, before, after),
    ];
  // A receiver waits for what can come no more.
  const effect = trail.length === 0 ? 'ends' : 'narrows';
  return [stated({ rule: 'value-forbidden', effect, what: 'nothing is allowed there any more' }, before, after)];
}
