import type { Pool, PoolClient, QueryConfig } from 'pg';
import { inTransaction } from './pool.ts';
import { locks, migrations } from './schema.ts';

/** Bounds how long another process is waited for that makes the tables, in milliseconds. */
const patienceMs = 60_000;
/** Bounds how long tables and indexes are made, in milliseconds: an index of a large journal takes many minutes. */
const makingMs = 24 * 3_600_000;

/**
 * Brings the tables to the newest version, one process after another; `create: false` wants some that are there. Throws for a
 * database without, of a newer version, or that does not hold every text.
 */
export async function migrate(pool: Pool, create: boolean): Promise<void> {
  await inTransaction(pool, '', async (client) => {
    const encoding = await cellOf(client, 'SHOW server_encoding');
    if (encoding !== 'UTF8') throw new Error(`the database holds texts in ${encoding}, not in UTF8`);
    let version = await versionOf(client);
    if (version === 0 && !create) throw new Error('the database holds no journal');
    if (version < migrations.length) version = await bringUp(client);
    if (version > migrations.length) throw new Error('the journal was written by a newer hookproof');
  });
}

/** Makes what is missing, unless another process was quicker; gives the version. */
async function bringUp(client: PoolClient): Promise<number> {
  const run = (text: string, withinMs = makingMs) => client.query({ text, query_timeout: withinMs } as QueryConfig);
  await run(`SET LOCAL statement_timeout = ${patienceMs}`, patienceMs);
  await run(`SELECT pg_advisory_xact_lock(${locks.change}, 0)`, patienceMs);
  await run(`SET LOCAL statement_timeout = ${makingMs}`, patienceMs);
  const version = await versionOf(client);
  if (version === 0) await run(`CREATE SCHEMA IF NOT EXISTS hookproof; CREATE TABLE hookproof.migrations (${columns})`);
  for (const [i, sql] of migrations.entries())
    if (i >= version) await run(`${sql} INSERT INTO hookproof.migrations (version) VALUES (${i + 1})`);
  return Math.max(version, migrations.length);
}

const columns = 'version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now()';

/** Gives the version of the tables; 0 where there are none. */
async function versionOf(client: PoolClient): Promise<number> {
  // A name would be looked up in what the session remembers, which is older than a lock that it waited for.
  const exists = `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'hookproof' AND tablename = 'migrations')`;
  if (!(await cellOf(client, exists))) return 0;
  return Number(await cellOf(client, 'SELECT max(version) FROM hookproof.migrations'));
}

async function cellOf(client: PoolClient, text: string): Promise<unknown> {
  const { rows } = await client.query(text);
  return Object.values(rows[0] ?? {})[0];
}
