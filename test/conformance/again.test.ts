import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { CaseResult } from '../../src/report.ts';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

const keys = { HOOKPROOF_PUBLIC_KEY: 'PK_ONE', HOOKPROOF_PRIVATE_KEY: 'SK_Zz9' };
Object.assign(process.env, keys);
afterAll(async () => {
  await closeOrigins();
  await removeFolders();
});

/** What a receiver sees of a request, but for what every client adds of itself and the identity of the call. */
function seen(request: IncomingMessage, body: string): string {
  const own = ['host', 'user-agent', 'accept', 'connection', 'content-length'];
  const headers = request.rawHeaders
    .flatMap((name, index, all) => (index % 2 === 0 ? [[name, all[index + 1]]] : []))
    .filter(([name]) => !own.includes((name ?? '').toLowerCase()))
    .map(([name, value]) => `${name}: ${value?.trim()}`);
  return [request.method, request.url, ...headers.toSorted(), body].join('\n');
}

/** Cases that no receiver here meets: each fails, and tells how to be sent again. */
const sends: Record<string, object> = {
  'at-sign': { body: '@/etc/hostname', bodyIs: 'any' },
  quotes: { body: 'it\'s "$HOME" `id` \\ !', bodyIs: 'any' },
  lines: { body: 'a\tb\r\nc', bodyIs: 'any' },
  'no-type': { headers: { 'content-type': null } },
  head: { method: 'HEAD', body: null },
  brackets: { query: '?a[]={b}' },
  spelling: { headerCase: 'upper' },
  wrong: { auth: { private: 'wrong' } },
  empty: { body: '', bodyIs: 'any' },
};
const odd = stringify({
  group: 'odd',
  cases: Object.entries(sends).map(([name, send]) => ({
    id: `odd.${name}`,
    title: name,
    level: 'MUST',
    requirement: { source: 'none', quote: 'none' },
    send,
    expect: [418],
  })),
});

test('what a command sends again is what was sent, whatever its body, headers, method and address', async () => {
  const requests: string[] = [];
  const url = await origin((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(
        seen(
          request,
          Buffer.concat(chunks)
            .toString()
            .replace(/hookproof-\w+-\d+/, 'ID'),
        ),
      );
      response.end();
    });
  });
  const folder = await folderWith({ 'mine/odd.yaml': odd, hookproof: wrapper });
  await chmod(`${folder}/hookproof`, 0o755);
  const args = ['verify', '--url', `${url}/hook`, '--cases', `${folder}/mine`, '--group', 'odd', '--concurrency', '1'];
  const { stdout } = await hookproof([...args, '--report', 'json']);
  const cases: CaseResult[] = JSON.parse(stdout).cases;
  // Before each of them goes a good event; what is broken off on a busy machine is sent once more.
  const all = requests.splice(0);
  const sent = all.filter((each, index) => each !== all[index - 1]).filter((_, index) => index % 2 === 1);
  const env = { ...keys, PATH: `${folder}:${process.env.PATH}`, HOME: '/nobody' };
  const again: (string | undefined)[] = [];
  for (const { reproduce } of cases) {
    await promisify(execFile)('sh', ['-c', reproduce], { env }).catch(() => {});
    again.push(requests.splice(0).at(-1));
  }
  expect(sent).toHaveLength(9);
  expect(again).toEqual(sent);
  // Line feeds do not survive a terminal, and are sent by hookproof itself.
  const curled = cases.filter(({ reproduce }) => reproduce.startsWith('curl')).map(({ title }) => title);
  expect(curled).toEqual(Object.keys(sends).filter((name) => name !== 'lines'));
});

/** Stands for the installed command. */
const wrapper = `#!/bin/sh\nexec ${process.execPath} ${root}dist/cli/bin.js "$@"\n`;

test('the command that judges a case again judges by the same contract, keys, cases and log', async () => {
  const url = await origin((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(request.url === '/effects' ? 200 : 202).end());
  });
  const folder = await folderWith({ 'mine/odd.yaml': odd, hookproof: wrapper });
  await chmod(`${folder}/hookproof`, 0o755);
  const flags = ['--auth', 'signature', '--effects', '/effects', '--cases', `${folder}/mine`, '--seed', '7'];
  const more = ['--timeout', '900', '--budget', '50', '--report', 'json'];
  const ids = ['signature.missing', 'effects.distinct-at-once', 'odd.lines'];
  const selected = ids.flatMap((id) => ['--case', id]);
  const args = ['verify', '--url', `${url}/hook`, ...flags, ...more, ...selected];
  const { stdout } = await hookproof(args);
  for (const { id, status, reproduce } of JSON.parse(stdout).cases as CaseResult[]) {
    const again = await promisify(execFile)('sh', ['-c', `${reproduce} --report json`], {
      env: { ...keys, PATH: `${folder}:${process.env.PATH}` },
    }).catch((error) => error);
    const [judged] = JSON.parse(again.stdout).cases;
    expect([judged.id, judged.status]).toEqual([id, status]);
    expect(status).toBe('FAIL');
  }
  expect(stdout).not.toContain('SK_Zz9');
});

test('of many deliveries the one that decided is shown', async () => {
  // The first event comes before all cases.
  let count = -1;
  const url = await origin((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(++count === 13 ? 418 : 200).end());
  });
  const { stdout } = await hookproof([
    'verify',
    '--url',
    `${url}/hook`,
    '--case',
    'pace.twenty-on-one-connection',
    '--report',
    'json',
  ]);
  const [{ exchanges, why }] = JSON.parse(stdout).cases;
  expect(why).toContain('delivery 13 of 20');
  expect(exchanges.map(({ number }: { number: number }) => number)).toEqual([9, 10, 11, 12, 13]);
  expect(exchanges.at(-1)).toMatchObject({ faulty: true, of: 20, answered: expect.stringMatching(/^418/) });
});

test('a blocked case shows the good event that was not accepted', async () => {
  let accepts = 1;
  const url = await origin((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(--accepts < 0 ? 403 : 200).end('closed today'));
  });
  const { stdout } = await hookproof([
    'verify',
    '--url',
    `${url}/hook`,
    '--case',
    'auth.wrong-private-key',
    '--report',
    'json',
  ]);
  const [{ status, exchanges, expected, actual }] = JSON.parse(stdout).cases;
  expect([status, expected, actual]).toEqual(['BLOCKED', '2xx', '403']);
  expect(exchanges[0]).toMatchObject({
    sent: expect.stringMatching(/^POST/),
    answered: expect.stringContaining('closed'),
  });
});
