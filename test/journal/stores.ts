import { join } from 'node:path';
import type { Attempt, Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/open.ts';
import { folderWith } from '../support/folder.ts';

/** Opens an empty journal of each store; all keep the same promises. */
export const stores: Record<string, () => Promise<Journal>> = {
  memory: () => openJournal('memory'),
  sqlite: async () => openJournal(`sqlite:${join(await folderWith(), 'journal.db')}`),
};

/** Makes a delivery; `text` is its body. */
export function attempt(text: string, changes: Partial<Attempt> = {}): Attempt {
  return {
    receivedAt: 1_000,
    method: 'POST',
    target: '/webhooks',
    headers: [['content-type', 'application/json']],
    body: Buffer.from(text),
    status: 200,
    outcome: 'accepted',
    operation: 'ping',
    type: 'ping.sent',
    identity: 'one',
    deliveryId: undefined,
    findings: [],
    ...changes,
  };
}
