import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '../../../test/support/postgres.ts';
import { type Fault, notTried } from '../fault.ts';
import { compare, faultsOf } from '../support/ledger.ts';
import { answersOf, type Load, startLoad } from '../support/load.ts';
import { startReceiver } from '../support/receiver.ts';

/** Holds what is harmed, and who delivers meanwhile. */
interface Harmed {
  server: PostgresServer;
  address: string;
  load: Load;
}

const connections = 8;
/** Bounds how long a sender waits for an answer, and a receiver needs where the database is back, in milliseconds. */
const [answeredWithinMs, backWithinMs] = [3_000, 5_000];

/** Kills PostgreSQL under load, and starts it again after so many seconds. */
export const postgresKilled = (seconds: number): Fault =>
  harmingPostgres(`killed, and gone for ${seconds} s`, async ({ server, load }) => {
    await server.kill();
    await load.answered(503);
    await sleep(seconds * 1_000);
    await server.start();
  });

/** Stops all processes of PostgreSQL under load for so many seconds: connections stay, and nothing answers. */
export const postgresFrozen = (seconds: number): Fault =>
  harmingPostgres(`frozen for ${seconds} s`, async ({ server }) => {
    await server.signal('SIGSTOP');
    await sleep(seconds * 1_000);
    await server.signal('SIGCONT');
  });

/** Ends all sessions of receivers, so many times. */
export const postgresCut = (times: number): Fault =>
  harmingPostgres(`all sessions cut ${times} times`, async ({ server, address, load }) => {
    const cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hookproof'";
    for (let time = 0; time < times; time++) {
      await server.query(address, cut);
      await load.acknowledges(20);
    }
  });

function harmingPostgres(what: string, harm: (harmed: Harmed) => Promise<void>): Fault {
  return async () => {
    const server = await startPostgres().catch((error: Error) => error);
    if (server instanceof Error) return notTried(`PostgreSQL does not start: ${server.message}`);
    try {
      return await harmed(server, what, harm);
    } finally {
      await server.stop();
    }
  };
}

async function harmed(server: PostgresServer, what: string, harm: (harmed: Harmed) => Promise<void>) {
  const address = await server.database();
  const receiver = await startReceiver(address);
  const load = startLoad({ url: () => receiver.url, connections, pauseMs: 2 });
  await load.acknowledges(200);
  await harm({ server, address, load });
  const back = performance.now();
  await load.acknowledges(1);
  const backMs = performance.now() - back;
  await load.acknowledges(200);
  await load.stop();
  await receiver.kill();
  const slowest = load.latencies.reduce((most, each) => Math.max(most, each), 0);
  return {
    ...(await compare(address, load.acknowledged)),
    figures: `${what}; ${answersOf(load)}; answered within ${Math.round(slowest)} ms; acknowledges again within ${Math.round(backMs)} ms`,
    broken: [
      ...(slowest > answeredWithinMs ? [`answered only after ${Math.round(slowest)} ms`] : []),
      ...(backMs > backWithinMs ? [`back only after ${Math.round(backMs)} ms`] : []),
      ...(load.saysWhen ? [] : ['a 503 without Retry-After']),
      ...(await faultsOf(address)),
    ],
  };
}
