import { setTimeout as wait } from 'node:timers/promises';
import type { ClientBase, Pool, PoolClient, QueryConfig, QueryResult } from 'pg';

/**
 * Bounds what is waited for, in milliseconds, so that whoever delivers is told within three seconds that a database is gone:
 * a connection and its settings, a commit with both, any other query.
 */
export const times = { connect: 1_200, settings: 500, commit: 1_800, query: 10_000, idle: 60_000 };

/** Holds what each session has, whatever the defaults are: they must not undo the promise that a commit is on the disk. */
const promised = [
  'synchronous_commit = on',
  `statement_timeout = ${times.query}`,
  // Whoever stands still within a transaction must not keep its locks.
  `idle_in_transaction_session_timeout = ${times.idle}`,
  "client_encoding = 'UTF8'",
];

interface PoolOptions {
  max: number;
  /** Sets more for each session, as `name = value`. */
  settings?: readonly string[];
  /** Bounds how long a connection and its settings are waited for, in milliseconds each, where nobody who delivers waits. */
  patienceMs?: number;
  /** Keeps a connection that nobody uses, so that the next one to deliver need not wait for another. */
  keeps?: boolean;
}

/**
 * Makes connections to a database, `max` at most; none is opened yet. `sslmode` and the rest of the address are what `pg` takes, and what it
 * leaves out the environment says (`PGPASSWORD`, `PGSSLMODE` …). Throws for an address that is none.
 */
export async function openPool(
  address: string,
  { max, settings = [], patienceMs, keeps = false }: PoolOptions,
): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: address,
    fallback_application_name: 'hookproof',
    max,
    keepAlive: true,
    ...(keeps ? { idleTimeoutMillis: 0 } : {}),
    connectionTimeoutMillis: patienceMs ?? times.connect,
    query_timeout: times.query,
    onConnect: async (client: ClientBase) => {
      const text = [...promised, ...settings].map((setting) => `SET ${setting}`).join('; ');
      await client.query({ text, query_timeout: patienceMs ?? times.settings } as QueryConfig);
    },
  });
  // A connection that is cut while nobody uses it: the next query opens another.
  pool.on('error', () => {});
  return pool;
}

/** Is how long a new attempt to connect waits after one that failed, in milliseconds. */
const againMs = 100;

/** Opens a connection ahead of whoever will use it, in several attempts where one is not enough; throws where none succeeds `withinMs`. */
export async function connectAhead(pool: Pool, withinMs: number): Promise<void> {
  for (const until = performance.now() + withinMs; ; await wait(againMs)) {
    try {
      (await pool.connect()).release();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}

/**
 * Runs a query that has to be done `withinMs`, with the connection that it needs. One that failed is closed: what it still does
 * nobody knows.
 */
export async function queryWithin(pool: Pool, withinMs: number, query: QueryConfig): Promise<QueryResult> {
  const until = performance.now() + withinMs;
  const client = await pool.connect();
  // What cuts a connection while its query is under way rejects that, too.
  client.on('error', ignore);
  try {
    const left = Math.max(Math.ceil(until - performance.now()), 1);
    const result = await client.query({ ...query, query_timeout: left } as QueryConfig);
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Runs a function in a transaction that it says the kind of, on a connection of its own. */
export async function inTransaction<Result>(
  pool: Pool,
  kind: string,
  run: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  client.on('error', ignore);
  try {
    await client.query(`BEGIN ${kind}`);
    const result = await run(client);
    await client.query('COMMIT');
    client.off('error', ignore);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function ignore(): void {}
