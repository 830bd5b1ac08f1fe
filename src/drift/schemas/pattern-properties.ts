import { boundedRegExp } from '../../schema/patterns.ts';
import { sample } from '../../schema/sample.ts';
import type { Difference, Pair } from './difference.ts';
import type { Part } from './model/conjunction.ts';
import { isImpossible, objectOf, patternParts, type Shape, shapeOf } from './model/resolved-schema.ts';
import type { Position, Walk } from './walk.ts';

/** Properties that are told of by a pattern: each pattern is compared like a property of a name that matches it. */
export function comparePatterns(walk: Walk, pair: Pair, down: (token: string) => Position): Difference[] {
  const { old, new: now } = pair;
  return [...new Set([...patternsOf(old), ...patternsOf(now)])].flatMap((pattern) => {
    const [before, after] = [patternParts(old, pattern), patternParts(now, pattern)];
    const position = down(nameLike(pattern));
    const [refused, refuses] = [isImpossible(shapeOf(walk.old, before)), isImpossible(shapeOf(walk.new, after))];
    if (refused && refuses) return [];
    if (refused || refuses) return [allowance(walk, pattern, before, after, position)];
    return [...walk.compare(before, after, position)];
  });
}

function patternsOf({ leaves }: Shape): string[] {
  return leaves.flatMap(({ schema }) => Object.keys(objectOf(schema.patternProperties)));
}

function allowance(walk: Walk, pattern: string, before: Part[], after: Part[], position: Position): Difference {
  const [old, now] = [shapeOf(walk.old, before), shapeOf(walk.new, after)];
  const come = isImpossible(old);
  return {
    rule: come ? 'property-added' : 'property-removed',
    effect: come ? 'widens' : 'narrows',
    before: come ? null : pattern,
    after: come ? pattern : null,
    at: come ? now.at : old.at,
    what: `names like ${pattern} ${come ? 'may be there now, and were forbidden' : 'are forbidden now'}`,
    trail: [...position.trail, { old, new: now }],
    ...(position.types === undefined ? {} : { types: position.types }),
  };
}

/** A name that a pattern is for; any name where none can be made up. */
function nameLike(pattern: string): string {
  try {
    const name = sample({ type: 'string', pattern });
    return typeof name === 'string' && boundedRegExp(pattern, 'u').test(name) ? name : '*';
  } catch {
    return '*';
  }
}
