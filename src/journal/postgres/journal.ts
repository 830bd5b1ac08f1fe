import type { Pool } from 'pg';
import { messageOf, userError } from '../../errors.ts';
import { GroupCommit } from '../group-commit.ts';
import type { Journal } from '../journal.ts';
import { withRoomForAccepted } from '../room-for-accepted.ts';
import { checkStored } from './check.ts';
import { migrate } from './migrate.ts';
import { connectAhead, openPool, queryWithin, times } from './pool.ts';
import { pruneAttempts } from './prune.ts';
import { journalReader } from './read.ts';
import { attemptWriter, writerSettings } from './write.ts';

/**
 * Opens a journal in a database of PostgreSQL, which any number of processes may share: what came is on its disk before it is
 * acknowledged, many at once in one commit. Throws an input error for a database that cannot be had, or holds no such journal.
 */
export async function postgresJournal(address: string, { create = true } = {}): Promise<Journal> {
  const pools = await openDatabase(address, create);
  const [writing, reading, probing] = pools;
  const commits = new GroupCommit(attemptWriter(writing));
  const read = journalReader(reading);
  return {
    ...read,
    append: withRoomForAccepted((attempt) => commits.append(attempt)),
    checked: () => checkStored(reading),
    probe: () => probe(probing),
    prune: (bounds, signal) => pruneAttempts(reading, bounds, signal),
    async close() {
      await commits.drain();
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

/** A database that is busy, or far away, may take its time while a receiver starts. */
const startMs = 10_000;
/** Lets those who look at a journal wait longer than those who deliver. */
const lookMs = 2_500;

/** Opens one connection for what is stored, others for whoever looks, and one to ask for readiness: neither waits for another. */
async function openDatabase(address: string, create: boolean): Promise<[writing: Pool, reading: Pool, probing: Pool]> {
  try {
    const starting = await openPool(address, { max: 1, patienceMs: startMs });
    await migrate(starting, create).finally(() => starting.end());
    const writing = await openPool(address, { max: 1, settings: writerSettings, keeps: true });
    await connectAhead(writing, startMs);
    return [writing, await openPool(address, { max: 3, patienceMs: lookMs }), await openPool(address, { max: 1 })];
  } catch (cause) {
    throw userError('input', `cannot open the journal ${databaseName(address)}: ${messageOf(cause)}`, {
      cause,
      hint: create
        ? 'Name another with --journal, e.g. sqlite:FILE; passwords and certificates: docs/journal.md.'
        : 'How passwords and certificates are given: docs/journal.md.',
    });
  }
}

/** Says why a database would store nothing. */
async function probe(pool: Pool): Promise<string | undefined> {
  try {
    const asked = { text: "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS closed" };
    const { rows } = await queryWithin(pool, times.commit, asked);
    return rows[0]?.closed ? 'the database of the journal takes no changes' : undefined;
  } catch {
    return 'the database of the journal does not answer';
  }
}

/** Names a database by host and name alone. */
function databaseName(address: string): string {
  const { host = '', pathname = '' } = URL.parse(address) ?? {};
  return `postgres://${host}${pathname}`;
}
