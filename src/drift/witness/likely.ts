import type { Json } from '../../schema/json.ts';
import type { Difference } from '../schemas/difference.ts';
import type { ResolvedSchema } from '../schemas/model/resolved-schema.ts';
import type { Patch } from './alone/patch.ts';
import { type BodyJudge, bodyJudge } from './judges.ts';
import type { Compile } from './parts.ts';
import type { UnionReading } from './reading.ts';

/** Keeps the validators of places for all differences of a body: many share a place. */
export interface PlaceJudges {
  known: Map<ResolvedSchema, BodyJudge>;
  compile: Compile;
}

/**
 * Makes what tells whether a value at the place of a difference shows it there: a validator of one place is made sooner than
 * one of a whole body, and does for all values. What it cannot tell counts as likely.
 */
export function judgeOfPlace(
  { trail, suspected, rule }: Difference,
  content: 'old' | 'new',
  patch: Patch | undefined,
  judges: PlaceJudges,
): (value: Json) => boolean {
  const place = trail.at(-1);
  // The whole body is judged as a whole, unless most values show nothing.
  if (!place || (trail.length < 2 && !suspected)) return () => true;
  const { old, new: now } = place;
  const [sent, kept] = content === 'new' ? [now, old] : [old, now];
  // An alternative that went is the place itself, of which nothing is left without it.
  const isGone = rule === 'union-branch-removed';
  const alone =
    patch && !isGone ? bodyJudge({ context: old.context, members: old.members, patch }, judges.compile) : undefined;
  const takes = (judge: BodyJudge, value: Json, reading: UnionReading = 'letter') =>
    judge.judge(value)(reading)?.length === 0;
  return (value) => {
    if (!takes(judgeOf(sent, judges), value) || takes(judgeOf(kept, judges), value)) return false;
    // That it fits two alternatives must be all that is wrong with it.
    if (suspected && !takes(judgeOf(kept, judges), value, 'any')) return false;
    return alone === undefined || takes(alone, value) === (content === 'new');
  };
}

function judgeOf(resolved: ResolvedSchema, { known, compile }: PlaceJudges): BodyJudge {
  const judge = known.get(resolved) ?? bodyJudge({ context: resolved.context, members: resolved.members }, compile);
  known.set(resolved, judge);
  return judge;
}
