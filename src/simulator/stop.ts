import type { StopReason } from '../deliveries.ts';
import { isAccepted, isDenied, isGone, type Receipt } from '../delivery/sender.ts';
import { lostAck } from './tally.ts';

/** Counts the denied attempts after which nobody would try others, as long as none was accepted. */
const mostDenied = 3;

/** Makes what hears of attempts, and sets its signal once no more are to be made. */
export function stopRule() {
  const controller = new AbortController();
  let reason: StopReason | null = null;
  let denied = 0;
  let accepted = false;
  const stop = (why: StopReason): void => {
    reason ??= why;
    controller.abort();
  };
  return {
    signal: controller.signal,
    reason: () => reason,
    hear(receipt: Receipt): void {
      accepted ||= isAccepted(receipt) || (receipt.kind === 'failed' && receipt.why === lostAck);
      if (isGone(receipt)) stop('gone');
      if (isDenied(receipt) && ++denied >= mostDenied && !accepted) stop('denied');
    },
  };
}
