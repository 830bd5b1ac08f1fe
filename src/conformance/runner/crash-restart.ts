import type { Case } from '../cases/case.ts';
import type { Target } from '../targets/target.ts';
import { type Delivery, deliverStep } from './deliver.ts';
import { isAcknowledged } from './effects/check-effects.ts';
import type { RequestMaker } from './make-request.ts';

/** Deliveries under way at once while the receiver is killed. */
const senders = 8;

/** Loads a receiver, kills and starts it as planned; gives what was acknowledged or sent again, or a fault. */
export async function deliverThroughKills(
  target: Target,
  { steps, kill }: Case,
  make: RequestMaker,
  timeoutMs: number,
): Promise<Delivery[] | string> {
  const [step] = steps;
  const revival = target.revive?.();
  if (!step || !kill || !revival) return 'there is nothing to kill';
  const send = async (): Promise<Delivery> => {
    const request = make(step.send);
    return { step, request, outcome: await target.exchange(request, { timeoutMs }), note: '' };
  };
  const sent: Delivery[] = [];
  for (let round = 1; round <= kill.rounds; round++) {
    const refused = await loadUntilKilled(send, kill.events, revival.kill, sent);
    // That is a finding of its own, and the killing has none to add.
    if (refused) return [refused];
    await revival.start();
  }
  const acknowledged = sent.filter(isAcknowledged);
  if (!kill.redeliver) return acknowledged;
  const requests = sent.map(({ request }) => request);
  return [...(await deliverStep(target, step, requests, { timeoutMs, measured: false })), ...acknowledged];
}

async function loadUntilKilled(
  send: () => Promise<Delivery>,
  events: number,
  kill: () => Promise<void>,
  sent: Delivery[],
): Promise<Delivery | undefined> {
  let acknowledged = 0;
  let killing: Promise<void> | undefined;
  let refused: Delivery | undefined;
  const sender = async (): Promise<void> => {
    while (!killing && !refused) {
      const delivery = await send();
      sent.push(delivery);
      if (isAcknowledged(delivery)) acknowledged++;
      else if (!killing) refused = delivery;
      // Killed while the other senders still wait for their answers: that is the moment that matters.
      if (acknowledged >= events) killing ??= kill();
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  await killing;
  return refused;
}
