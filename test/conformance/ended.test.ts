import { readFile } from 'node:fs/promises';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const env = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };

interface Judged {
  status: number | null;
  cases: { id: string; status: string; why: string }[];
  stderr: string;
}

/** Judges a receiver that is started, to whose listener \`answer\` belongs, and reads both reports. */
async function judge(answer: string, args: string[], start = ''): Promise<Judged> {
  const app = `import { createServer } from 'node:http';
    import { existsSync, writeFileSync } from 'node:fs';
    ${start}
    const server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        ${answer}
      });
    }).listen(Number(process.env.PORT), '127.0.0.1');`;
  const cwd = await folderWith({ 'app.mjs': app });
  const command = [
    'verify',
    '--exec',
    `'${process.execPath}' app.mjs`,
    '--report',
    'json:r.json',
    '--report',
    'junit:r.xml',
  ];
  const { status, stderr } = await hookproof([...command, ...args], { cwd, env });
  expect(await readFile(`${cwd}/r.xml`, 'utf8')).toContain('</testsuites>');
  return { status, stderr, cases: JSON.parse(await readFile(`${cwd}/r.json`, 'utf8')).cases };
}

const failed = ({ cases }: Judged): string[] => cases.flatMap(({ id, status }) => (status === 'FAIL' ? id : []));

test('a receiver that dies on one kind of event more often than it is surely started again has each of them named', async () => {
  const run = await judge(
    `try { JSON.parse(body); response.end(); } catch { console.error('no JSON'); process.exit(1); }`,
    ['--case', 'errors.*', '--case', 'media.*', '--case', 'routing.post'],
  );
  const ends = run.cases.filter(({ why }) =>
    why.includes('the receiver ended: ended with status 1; its last output: no JSON'),
  );
  expect([run.status, run.cases.find(({ id }) => id === 'routing.post')?.status]).toEqual([1, 'PASS']);
  expect(ends.length).toBeGreaterThan(12);
  expect(run.stderr).toBe('');
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'FAIL'));
});

test('a receiver that ends and does not start again is a finding of the case that ended it', async () => {
  const run = await judge(
    `if (body.includes('call.busy')) { writeFileSync('lock', ''); process.exit(1); } response.end();`,
    ['--case', 'schema.good.minimal.*', '--concurrency', '1'],
    `if (existsSync('lock')) { console.error('locked'); process.exit(4); }`,
  );
  const busy = run.cases.find(({ id }) => id.endsWith('call.busy'));
  expect([run.status, busy?.status]).toEqual([1, 'FAIL']);
  expect(busy?.why).toContain('ended with status 1');
  expect(run.cases.at(-1)?.why).toContain('ended with status 4; its last output: locked');
});

test('a receiver that ends by itself is a finding, also when it goes on well after it was started again', async () => {
  const run = await judge(`if (!existsSync('once')) { writeFileSync('once', ''); process.exit(0); } response.end();`, [
    '--case',
    'schema.good.minimal.*',
  ]);
  expect([run.status, failed(run).length]).toEqual([1, 1]);
  expect(run.cases.find(({ status }) => status === 'FAIL')?.why).toContain('the receiver ended: ended with status 0');
});

test('a receiver that ends after the last answer of a run has failed, too', async () => {
  const run = await judge('response.end(); setImmediate(() => process.exit(6));', ['--case', 'routing.post']);
  expect([run.status, failed(run)]).toEqual([1, ['routing.post']]);
});

test('a receiver that ends where a case only observes has failed', async () => {
  const run = await judge('process.exit(3);', ['--level', 'observe', '--group', 'routing']);
  expect(run.status).toBe(1);
  expect(failed(run)).toEqual(run.cases.map(({ id }) => id));
});

test('a receiver that is killed and does not start again fails durability', async () => {
  const run = await judge(
    `if (request.url === '/effects') return response.end(); writeFileSync('lock', ''); response.end();`,
    ['--group', 'durability', '--effects', '/effects'],
    `if (existsSync('lock')) process.exit(5);`,
  );
  expect([run.status, failed(run).length]).toEqual([1, 2]);
  expect(run.cases[0]?.why).toContain('the receiver ended before it accepted connections');
});

test('a receiver that resets connections which say nothing at once is judged all the same', async () => {
  const run = await judge(
    'response.end();',
    ['--case', 'pace.none-put-off', '--case', 'pace.pipelined'],
    `setImmediate(() => server.on('connection', (socket) => {
      setTimeout(() => { if (socket.bytesRead === 0) socket.resetAndDestroy(); }, 5);
    }));`,
  );
  expect([run.status, run.cases.length, run.stderr]).toEqual([0, 2, '']);
});
