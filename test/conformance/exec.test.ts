import { readFile } from 'node:fs/promises';
import { type CliResult, hookproof, hookproofProcess, hookproofRunning, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { pause } from '../support/pause.ts';

afterAll(removeFolders);

const node = `'${process.execPath}'`;

/** A receiver that listens on PORT; `answer` is the body of its listener. */
function receiver(answer: string, start = ''): string {
  return `import { createServer } from 'node:http';
    ${start}
    createServer((request, response) => { ${answer} }).listen(Number(process.env.PORT), '127.0.0.1');`;
}

test('a receiver is started on a free port with the keys, and ended with all that it started', async () => {
  const child = "spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })";
  const folder = await folderWith({
    'app.mjs': receiver(
      `request.resume();
       response.writeHead(request.headers['x-public-key'] === process.env.HOOKPROOF_PUBLIC_KEY ? 200 : 401).end();`,
      `import { spawn } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       const child = ${child};
       writeFileSync(process.argv[2], [process.pid, child.pid].join(' '));`,
    ),
  });
  const { status, stdout } = await hookproof([
    ...['verify', '--exec', `${node} ${folder}/app.mjs ${folder}/pids`, '--case', 'routing.post'],
    ...['--case', 'auth.wrong-public-key'],
  ]);
  expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS 2 of 2 cases passed;/)]);
  const pids = (await readFile(`${folder}/pids`, 'utf8')).split(' ').map(Number);
  expect(await Promise.all(pids.map(isGone))).toEqual(['gone', 'gone']);
});

test('a receiver that ends before it listens is reported with its last output, and without keys', async () => {
  const folder = await folderWith({
    'app.mjs': "console.error('no database at hand', process.env.HOOKPROOF_PRIVATE_KEY); process.exit(7);",
  });
  const { status, stderr } = await hookproofProcess(['verify', '--exec', `${node} ${folder}/app.mjs`], {
    env: { HOOKPROOF_PRIVATE_KEY: 'sk_canary', HOOKPROOF_PUBLIC_KEY: 'pk_canary' },
  });
  expect(status).toBe(3);
  expect(stderr.trimEnd().split('\n')).toEqual([
    'hookproof: the receiver ended before it accepted connections',
    '  ended with status 7; its last output: no database at hand <key>',
  ]);
});

test.each([
  ['while the receiver starts', '', 1],
  ['twice, while a receiver that heeds no SIGTERM is judged', ".listen(Number(process.env.PORT), '127.0.0.1')", 2],
])('an interruption leaves no receiver behind: %s', async (_, listen, times) => {
  const app = `import { createServer } from 'node:http';
    import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => {});
    setInterval(() => {}, 1000);
    const called = () => writeFileSync(process.argv[2], String(process.pid));
    createServer(called)${listen};
    ${listen ? '' : 'called();'}`;
  const folder = await folderWith({ 'app.mjs': app });
  const report = ['--report', `json:${folder}/report.json`];
  const command = ['--exec', `${node} ${folder}/app.mjs ${folder}/pid`, '--group', 'auth'];
  const running = hookproofRunning(['verify', ...command, ...report]);
  const pid = await soon(async () => Number(await readFile(`${folder}/pid`, 'utf8')) || undefined);
  const ended = Array.from({ length: times }, () => running.stop('SIGINT'));
  const [{ status }] = (await Promise.all(ended)) as [CliResult];
  expect(status).toBe(130);
  if (times === 1) expect(JSON.parse(await readFile(`${folder}/report.json`, 'utf8')).summary.verdict).toBe('error');
  // A process that was killed takes a moment to be gone; one that was left behind never is.
  expect(await isGone(pid)).toBe('gone');
});

/** Tries until there is something. */
async function soon<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await pause();
  }
}

test('a receiver that never listens is told its port, and its output stands on a line of its own', async () => {
  const command = 'echo starting; echo on 8080 >&2; sleep 60';
  const { status, stderr } = await hookproof(['verify', '--exec', command, '--start-timeout', '300']);
  expect(status).toBe(3);
  expect(stderr).toContain('did not accept connections on port');
  expect(stderr).toMatch(
    /\n {2}It must listen on the port in the environment variable PORT \(\d+\)\.\n {2}Its output: .*on 8080/,
  );
});

test('a check of credentials that throws is told with what was sent, and with what the receiver wrote of it', async () => {
  const check = `
    const { HOOKPROOF_PRIVATE_KEY: key } = process.env;
    try {
      request.resume();
      response.writeHead(timingSafeEqual(Buffer.from(request.headers['x-private-key']), Buffer.from(key)) ? 200 : 401).end();
    } catch (error) {
      console.error(\`\${key}: \${error.stack}\`);
      response.writeHead(500).end();
    }`;
  const app = receiver(check, "import { timingSafeEqual } from 'node:crypto';");
  const folder = await folderWith({ 'app.mjs': app });
  const words = ['verify', '--exec', `${node} ${folder}/app.mjs`, '--case', 'auth.missing-private-key'];
  const { stdout } = await hookproof([...words, '--case', 'auth.padded-private-key', '--private-key', 'sk_mine_123']);
  expect(stdout).toMatch(/^FAIL fails-at-wrong-credentials {2}2 cases/m);
  expect(stdout).toMatch(/^ {2}sent {5}POST \S+ x-private-key: \(absent\) \{/m);
  expect(stdout).toMatch(/^ {2}stderr {3}.*<key>: TypeError/m);
  expect(stdout).not.toContain('sk_mine_123');
});

test('of several deliveries under way, the one that ends the receiver is named, and the others are judged', async () => {
  const folder = await folderWith({
    'app.mjs': receiver(`
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        if (body.includes('call.skip')) { console.error('out of memory'); process.exit(9); }
        response.end();
      });`),
  });
  const { status, stdout } = await hookproof([
    ...['verify', '--exec', `${node} ${folder}/app.mjs`, '--case', 'schema.good.minimal.*', '--report', 'json'],
  ]);
  const { cases } = JSON.parse(stdout);
  const wrong = cases.filter((each: { status: string }) => each.status !== 'PASS');
  expect(status).toBe(1);
  expect(cases.length).toBeGreaterThan(10);
  expect(wrong.map(({ id, status, why }: Record<string, string>) => [id, status, why])).toEqual([
    [
      'schema.good.minimal.call.skip',
      'FAIL',
      'the receiver ended: ended with status 9; its last output: out of memory',
    ],
  ]);
});

test('a module that throws in a callback fails the case that made it, and the run goes on', async () => {
  const folder = await folderWith({
    'app.mjs': `export default (request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        if (Buffer.concat(chunks).includes('call.busy')) throw new Error('no such state');
        response.end();
      });
    };`,
  });
  const { status, stdout } = await hookproofProcess([
    ...['verify', '--module', `${folder}/app.mjs`, '--case', 'schema.good.minimal.*', '--report', 'json'],
  ]);
  const { cases } = JSON.parse(stdout);
  const wrong = cases.filter((each: { status: string }) => each.status !== 'PASS');
  expect(status).toBe(1);
  expect(wrong.map(({ id, why }: Record<string, string>) => [id, why])).toEqual([
    ['schema.good.minimal.call.busy', 'the receiver ended: uncaught: no such state'],
  ]);
});

test('a receiver that forgets what it acknowledged fails, and one that keeps it passes', async () => {
  const folder = await folderWith();
  const verify = (command: string): ReturnType<typeof hookproof> =>
    hookproof(['verify', '--exec', command, '--effects', '/effects', '--group', 'durability', '--report', 'json']);
  const example = `${node} ${root}examples/express-ajv/server.ts`;
  const forgetful = await verify(`INBOX=:memory: ${example}`);
  const lasting = await verify(`INBOX=${folder}/inbox.db ${example}`);
  const statuses = ({ stdout }: { stdout: string }): string[] =>
    JSON.parse(stdout).cases.map(({ id, status }: Record<string, string>) => `${status} ${id}`);
  expect([forgetful.status, statuses(forgetful)]).toEqual([
    1,
    ['FAIL durability.acknowledged-is-kept', 'PASS durability.redelivered-once'],
  ]);
  expect([lasting.status, statuses(lasting)]).toEqual([
    0,
    ['PASS durability.acknowledged-is-kept', 'PASS durability.redelivered-once'],
  ]);
});

test.each([
  ['/nowhere', 3, 'the effects log at http://127.0.0.1:'],
  ['/rubbish', 2, 'line 2: no JSON object with a sha256'],
  ['ftp://x/', 2, '--effects ftp://x/: neither a path nor an http or https URL'],
])('an effects log that cannot be read is told before the cases: %s', async (path, expected, message) => {
  const folder = await folderWith({
    'app.mjs': `export default (request, response) => {
      request.resume();
      if (request.url === '/rubbish') response.end(JSON.stringify({ sha256: 'a'.repeat(64) }) + '\\nrubbish\\n');
      else response.writeHead(request.method === 'POST' ? 200 : 404).end();
    };`,
  });
  const { status, stderr, stdout } = await hookproof(['verify', '--module', `${folder}/app.mjs`, '--effects', path]);
  expect(status).toBe(expected);
  expect(stderr).toContain(message);
  expect(stdout).not.toContain('sent');
  expect(stdout).toContain(expected === 3 ? 'ERROR preflight.accepted' : '');
});

/** Waits for the moment that a killed process takes to be gone. */
function isGone(pid: number): Promise<string | undefined> {
  return soon(async () => ((await isRunning(pid)) ? undefined : 'gone'));
}

/** A process that has ended but that nobody has waited for yet (Z) runs no more. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) [ZX] /.test(stat);
}
