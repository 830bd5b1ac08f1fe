import type { Witness } from '../../change.ts';
import type { Json } from '../../schema/json.ts';
import { sentence } from '../../schema/validate/describe.ts';
import type { Difference } from '../schemas/difference.ts';
import type { BodyJudge } from './judges.ts';
import type { UnionReading } from './reading.ts';

/** Holds who judges the events that are to show one difference. */
export interface Court {
  difference: Difference;
  /** The side whose events arrive. */
  content: 'old' | 'new';
  /** The document whose events arrive, and the one that stays as it was. */
  sent: BodyJudge;
  kept: BodyJudge;
  /** A further reading of the document whose events arrive, which must allow them too. */
  also: BodyJudge | undefined;
  /** The old document with this change alone, in each reading; undefined where it cannot be written. */
  alone: BodyJudge[] | undefined;
}

/** Says what became of an event: it may not arrive, is allowed, is refused for something else too, or is a witness. */
export type Verdict = 'unsent' | 'allowed' | 'elsewhere' | Witness;

/** Makes what gives the verdict on an event by a reading. */
export function tryEvent(court: Court, event: Json): (reading: UnionReading) => Verdict {
  const { difference, content, also, alone } = court;
  const [sender, keeper] = [court.sent.judge(event), court.kept.judge(event)];
  const besides = content === 'new' ? also?.judge(event) : undefined;
  return (reading) => {
    if (sender(reading)?.length !== 0 || (besides && besides(reading)?.length !== 0)) return 'unsent';
    const findings = keeper(reading);
    // What a union says stands after what its alternatives say.
    const last = findings?.at(-1);
    if (!last) return difference.misread && findings ? misreading(event) : 'allowed';
    // That it fits two alternatives must be all that is wrong with it.
    if (difference.suspected && keeper('any')?.length !== 0) return 'elsewhere';
    if (alone && !isOfChange(alone, { event, reading, content })) return 'elsewhere';
    return { event, kind: 'refused', says: sentence(last) };
  };
}

/** Tells whether the change alone decides about an event: it lets in what arrives, or refuses what is sent. */
function isOfChange(
  alone: readonly BodyJudge[],
  { event, reading, content }: { event: Json; reading: UnionReading; content: 'old' | 'new' },
): boolean {
  return alone.some((judge) => {
    const judgement = judge.judge(event);
    // A value that nothing maps yet is let in by the letter only.
    return [reading, 'letter' as const].some((each) => {
      const findings = judgement(each);
      return findings !== undefined && (findings.length === 0) === (content === 'new');
    });
  });
}

function misreading(event: Json): Witness {
  return { event, kind: 'misread', says: 'it is allowed, and taken for what it was before' };
}
