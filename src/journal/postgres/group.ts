import { createHash } from 'node:crypto';
import { type Attempt, bodyDigest, bodySize, eventKey, outcomes } from '../attempt.ts';
import { linkHash } from '../chain.ts';
import { type chainHeads, chainOf } from '../chains.ts';
import { outcomeBit } from '../outcome-bits.ts';
import { storedText } from './text.ts';

/** Holds an event as the attempts of one group make it; whoever else knows it adds to that. */
export interface GroupEvent {
  key: Buffer;
  outcome: number;
  about: (string | null)[];
  firstAt: number;
  lastAt: number;
  attempts: number;
  sha256: string;
  size: number;
  /** Holds a bit for each outcome that its attempts had. */
  outcomes: number;
  /** Says that its attempts are of several operations. */
  mixed: boolean;
}

/** Holds an attempt with its link in the chain, and the key of its event. */
export interface GroupAttempt {
  key: Buffer;
  attempt: Attempt;
  about: (string | null)[];
  sha256: string;
  writer: string;
  number: number;
  previous: string;
  hash: string;
}

/** Says where the chains of a writer go on: after their newest links. */
type Heads = ReturnType<typeof chainHeads>;

/** Links the attempts of a group to the chains of their writer, and puts together those of each event: one statement meets a row once only. */
export function groupOf(
  attempts: readonly Attempt[],
  before: Heads,
): { attempts: GroupAttempt[]; events: GroupEvent[]; heads: Heads } {
  const heads = { ...before };
  const events = new Map<string, GroupEvent>();
  const linked = attempts.map((attempt): GroupAttempt => {
    const sha256 = bodyDigest(attempt.body);
    const key = createHash('sha256').update(eventKey(attempt, sha256)).digest();
    const about = [attempt.operation, attempt.type, attempt.identity, attempt.deliveryId].map((text) =>
      text === undefined ? null : storedText(text),
    );
    const chain = chainOf(attempt);
    const { writer, number: last, hash: previous } = heads[chain];
    const link = { writer, number: last + 1 };
    const hash = linkHash(previous, link, { ...attempt, sha256 });
    heads[chain] = { ...link, hash };
    const name = key.toString('latin1');
    events.set(name, withAttempt(events.get(name), { key, attempt, about, sha256 }));
    return { key, attempt, about, sha256, ...link, previous, hash };
  });
  return { attempts: linked, events: [...events.values()], heads };
}

/** Gives an event after one more attempt: it is what its best attempt was, the first of several. */
function withAttempt(
  known: GroupEvent | undefined,
  { key, attempt, about, sha256 }: Pick<GroupAttempt, 'key' | 'attempt' | 'about' | 'sha256'>,
): GroupEvent {
  const { receivedAt } = attempt;
  const outcome = outcomes.indexOf(attempt.outcome);
  const own = {
    key,
    outcome,
    about,
    sha256,
    size: bodySize(attempt),
    outcomes: outcomeBit(attempt.outcome),
    mixed: false,
  };
  if (!known) return { ...own, firstAt: receivedAt, lastAt: receivedAt, attempts: 1 };
  const best = outcome > known.outcome ? own : known;
  const rest = { firstAt: known.firstAt, lastAt: receivedAt, attempts: known.attempts + 1 };
  return {
    ...known,
    ...best,
    ...rest,
    outcomes: known.outcomes | own.outcomes,
    mixed: known.mixed || known.about[0] !== about[0],
  };
}
