import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attempt, Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/open.ts';
import { folderWith } from '../support/folder.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';

/** Opens an empty journal of each store; all keep the same promises. */
export const stores: Record<string, () => Promise<Journal>> = {
  memory: () => openJournal('memory'),
  sqlite: async () => openJournal(`sqlite:${join(await folderWith(), 'journal.db')}`),
  postgres: async () => openJournal(await (await postgres()).database()),
};

let server: Promise<PostgresServer> | undefined;

/** Gives the server of PostgreSQL that the tests of a file share; whoever asks first starts it. */
export function postgres(): Promise<PostgresServer> {
  server ??= startPostgres();
  return server;
}

/** Stops what `postgres` started. */
export async function stopPostgres(): Promise<void> {
  await (await server)?.stop();
}

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

/** Leaves the files of a journal as a process leaves them that is killed: what came is in the write-ahead log. */
export async function leftBehind(count: number): Promise<string> {
  const [written, left] = [join(await folderWith(), 'journal.db'), join(await folderWith(), 'journal.db')];
  const journal = await openJournal(`sqlite:${written}`);
  for (let i = 1; i <= count; i++) await journal.append(attempt(`{"n":${i},"text":"${'x'.repeat(3_000)}"}`));
  for (const end of ['', '-wal', '-heads']) await copyFile(written + end, left + end);
  await journal.close();
  return left;
}
