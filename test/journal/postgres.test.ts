import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { openJournal } from '../../src/journal/open.ts';
import { hookproof, hookproofProcess } from '../support/cli.ts';
import { databasePassword } from '../support/postgres.ts';
import { attempt, postgres, stopPostgres } from './stores.ts';

afterAll(stopPostgres);

const database = async (): Promise<string> => (await postgres()).database();
const query = async (address: string, sql: string) => (await postgres()).query(address, sql);

test('any number may open an empty database at once, and keep one row an event whoever it came to', async () => {
  const address = await database();
  const journals = await Promise.all(Array.from({ length: 5 }, () => openJournal(address)));
  const texts = Array.from({ length: 200 }, (_, i) => `{"n":${i}}`);
  const orders = journals.map((_, i) => [...texts.slice(i * 40), ...texts.slice(0, i * 40)]);
  await Promise.all(journals.flatMap((journal, i) => orders[i]?.map((each) => journal.append(attempt(each)))));
  const [journal] = journals;
  expect(await journal?.counts()).toEqual({ events: 200, attempts: 1_000, last: 1_000 });
  const events = (await journal?.events({ limit: 1_000 })) ?? [];
  expect(new Set(events.map(({ attempts }) => attempts))).toEqual(new Set([5]));
  await Promise.all(journals.map((each) => each.close()));
  const { status, stdout } = await hookproof(['journal', 'verify', address]);
  expect([status, stdout]).toEqual([0, 'PASS 1000 attempts, 0 bad, 1000 can be exported\n']);
});

test('what comes first waits for no connection: there is one from the start', async () => {
  const [address, other] = [await database(), await database()];
  const journal = await openJournal(address);
  const name = new URL(address).pathname.slice(1);
  await query(other, `ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS false`);
  await journal.append(attempt('first'));
  await query(other, `ALTER DATABASE "${name}" WITH ALLOW_CONNECTIONS true`);
  expect(await journal.counts()).toMatchObject({ attempts: 1 });
  await journal.close();
});

test('verify names the first bad row, the rest is exported, and what is pruned leaves the chain whole', async () => {
  const address = await database();
  const journal = await openJournal(address.replace('postgres:', 'postgresql:'));
  for (const each of ['a', 'b', 'c', 'd']) await journal.append(attempt(each));
  await journal.close();
  expect((await hookproof(['journal', 'prune', address, '--attempts', '3'])).stdout).toContain('1 attempts are gone');
  expect((await hookproof(['journal', 'verify', address])).status).toBe(0);
  await query(address, "UPDATE hookproof.attempts SET bytes = 'B' WHERE sequence = 2");
  await query(address, "UPDATE hookproof.attempts SET identity = 'broken \\' WHERE sequence = 3");
  const { status, stdout } = await hookproof(['journal', 'verify', address]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^the first bad row is attempt 2 of .*: its body was changed\nFAIL 3 attempts, \d bad, 1 can/);
  const exported = await hookproof(['journal', 'export', '--no-redact', address]);
  const bodies = exported.stdout.split('\n').filter(Boolean);
  expect(bodies.map((line) => JSON.parse(line).request.body)).toEqual(['d']);
});

test('readers that go on after what they saw miss nothing of those who commit late', async () => {
  const address = await database();
  const [slow, quick] = [await openJournal(address), await openJournal(address)];
  await slow.append(attempt('first'));
  await query(
    address,
    `CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
     CREATE TRIGGER waits AFTER INSERT ON hookproof.attempts FOR EACH ROW WHEN (NEW.operation = 'slow') EXECUTE FUNCTION wait();`,
  );
  const holder = await (await postgres()).session(address);
  await holder.query('SELECT pg_advisory_lock(1)');
  const late = slow.append(attempt('late', { operation: 'slow' }));
  await holder.until('SELECT count(*) = 1 AS done FROM pg_locks WHERE NOT granted');
  await quick.append(attempt('early'));
  const seen = async (after: number) => (await quick.attempts({ limit: 9, after })).map(({ body }) => String(body));
  expect([await seen(0), (await quick.counts()).last]).toEqual([['first'], 1]);
  await holder.end();
  await late;
  expect(await seen(1)).toEqual(['late', 'early']);
  await Promise.all([slow.close(), quick.close()]);
});

test('a journal says that it is ready, however many look at it and wait', async () => {
  const address = await database();
  const journal = await openJournal(address);
  const holder = await (await postgres()).session(address);
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE hookproof.events IN ACCESS EXCLUSIVE MODE');
  const looking = Array.from({ length: 3 }, () => journal.events({ limit: 1 }));
  await holder.until('SELECT count(*) = 3 AS done FROM pg_locks WHERE NOT granted');
  expect(await journal.probe()).toBeUndefined();
  await holder.end();
  await Promise.all(looking);
  await journal.close();
});

test('a commit whose outcome nobody knows is not acknowledged, and tried again is the same event', async () => {
  const address = await database();
  const proxy = await answerEater(new URL(address));
  const journal = await openJournal(proxy.address);
  await journal.append(attempt('a'));
  proxy.eat(true);
  await expect(journal.append(attempt('b'))).rejects.toThrow();
  proxy.eat(false);
  await journal.append(attempt('b'));
  expect((await journal.events({ limit: 9 })).map(({ attempts }) => attempts)).toEqual([2, 1]);
  for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
  await journal.close();
  await proxy.close();
});

test('a database of version 2, which noted of an event the best outcome alone, knows the others, too', async () => {
  const address = await database();
  const before = await openJournal(address);
  for (const text of ['a', 'b', 'c']) await before.append(attempt(text));
  for (const text of ['b', 'd']) await before.append(attempt(text, { outcome: 'denied' }));
  await before.append(attempt('c', { operation: undefined }));
  await before.close();
  await query(address, 'ALTER TABLE hookproof.events DROP COLUMN outcomes, DROP COLUMN mixed');
  await query(address, 'DELETE FROM hookproof.migrations WHERE version > 2');
  const journal = await openJournal(address);
  const bodies = async () => {
    const denied = await journal.events({ limit: 9, outcome: 'denied' });
    return denied.map(({ attempts, had }) => `${attempts} ${had}`);
  };
  expect(await bodies()).toEqual(['1 denied', '2 denied,accepted']);
  expect(await journal.events({ limit: 9, operations: ['pong'] })).toMatchObject([{ attempts: 2, operation: 'ping' }]);
  await journal.append(attempt('a', { outcome: 'denied' }));
  await journal.append(attempt('d'));
  expect(await bodies()).toEqual(['2 denied,accepted', '2 denied,accepted', '2 denied,accepted']);
  await journal.close();
});

test('a database of a newer version, in another encoding, or without a journal is an input error', async () => {
  const [newer, empty] = [await database(), await database()];
  await (await openJournal(newer)).close();
  await query(newer, 'INSERT INTO hookproof.migrations (version) VALUES (99)');
  await expect(openJournal(newer)).rejects.toMatchObject({ code: 'input', message: expect.stringContaining('newer') });
  await expect(openJournal(empty, { create: false })).rejects.toThrow('holds no journal');
  await query(empty, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
  await expect(openJournal(empty.replace(/[^/]*$/, 'latin'))).rejects.toThrow('in LATIN1');
});

test.each([
  [
    'the password is wrong',
    (url: string) => url.replace(databasePassword, 'wrong-canary'),
    'password authentication failed',
  ],
  ['nobody listens', (url: string) => url.replace(/:\d+\//, ':1/'), 'ECONNREFUSED'],
  ['there is no such database', (url: string) => `${url}x`, 'does not exist'],
  ['TLS is asked for and not there', (url: string) => `${url}?sslmode=verify-full`, 'does not support SSL'],
  ['a setting stands in the address', (url: string) => `${url}x?password=${databasePassword}`, 'does not exist'],
  ['the address is none', (url: string) => url.replace('@127.0.0.1:', '@[::'), 'Invalid URL'],
])('where %s, serve says why and shows no password', async (_, spoil, why) => {
  const { status, stderr } = await hookproof(['serve', '--port', '0', '--journal', spoil(await database())]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('cannot open the journal postgres://')]);
  expect(stderr).toContain(why);
  expect(stderr).not.toMatch(/canary/);
});

test('what an address leaves out the environment says', async () => {
  const { hostname, port, pathname, username } = new URL(await database());
  const env = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: databasePassword };
  const { status, stderr } = await hookproofProcess(['journal', 'verify', `postgres://${pathname}`], { env });
  expect([status, stderr]).toEqual([2, expect.stringContaining('holds no journal')]);
});

/** Stands before a database; while it eats answers, it lets a query through and then cuts the connection. */
async function answerEater(target: URL): Promise<{ address: string; eat(on: boolean): void; close(): Promise<void> }> {
  let eating = false;
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname);
    const cut = (): void => void [client, database].map((socket: Socket) => socket.destroy());
    client.on('data', (chunk) => database.write(chunk));
    database.on('data', (chunk) => (eating ? cut() : client.write(chunk)));
    for (const socket of [client, database]) socket.on('error', cut).on('close', cut);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = new URL(target);
  address.port = String((server.address() as { port: number }).port);
  return {
    address: address.href,
    eat(on) {
      eating = on;
    },
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}
