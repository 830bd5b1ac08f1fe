import type { WebhookEvent } from './events.ts';

/**
 * Your part: what an event means to your shop. It may take its time; the sender has its answer already. Should the process
 * be killed at the wrong moment, the same event is worked on again: give the key to whomever you tell of it (as an
 * idempotency key, or as a unique key of the row that you write), and it takes effect once.
 */
export function work({ event }: WebhookEvent, _key: string): void {
  if (event.type !== 'action') {
    console.log(`${event.type}: ${name(event.data.call?.id)}`);
    return;
  }
  const { data } = event;
  switch (data.action) {
    case 'create-order':
      console.log(`an order of ${data.payload?.lineItems?.length ?? 0} lines to create: ${name(data.call?.id)}`);
      break;
    case 'send-whatsapp':
      console.log(`a message to send: ${name(data.call?.id)}`);
      break;
  }
}

/** Ids are quoted, so that no control character of theirs reaches a terminal; nothing personal is logged. */
function name(id: string | undefined): string {
  return id === undefined ? 'no call named' : JSON.stringify(id);
}
