import { type Attempt, bodySize } from './attempt.ts';
import { crowdingError } from './crowding.ts';
import { mostWaiting } from './group-commit.ts';
import { unacceptedShare } from './unaccepted.ts';

/**
 * Makes of what stores attempts what turns away at once those that were not accepted, where many of them are under way: in a flood of
 * them there is room for what is to be acknowledged.
 */
export function withRoomForAccepted(append: (attempt: Attempt) => Promise<void>): (attempt: Attempt) => Promise<void> {
  let [count, bytes] = [0, 0];
  return (attempt) => {
    if (attempt.outcome === 'accepted') return append(attempt);
    const size = bodySize(attempt);
    if (
      count > 0 &&
      (count >= unacceptedShare(mostWaiting.attempts) || bytes + size > unacceptedShare(mostWaiting.bytes))
    )
      return Promise.reject(crowdingError('too many deliveries that were not accepted wait to be stored'));
    count++;
    bytes += size;
    return append(attempt).finally(() => {
      count--;
      bytes -= size;
    });
  };
}
