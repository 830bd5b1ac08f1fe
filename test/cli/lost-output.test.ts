import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { hookproof, hookproofProcess, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** A document in which a schema excludes itself. */
const faulty = {
  openapi: '3.1.0',
  info: { title: 'Faulty', version: '1' },
  webhooks: {
    paid: {
      post: {
        requestBody: { content: { 'application/json': { schema: { type: 'string', enum: [1] } } } },
        responses: { 200: { description: 'taken' } },
      },
    },
  },
};

const files = {
  'faulty.json': JSON.stringify(faulty),
  'deaf.mjs': 'export default (request, response) => { request.resume(); response.writeHead(200).end(); };',
  'illegal.ndjson': '{"event":{"type":"none"}}\n'.repeat(2_000),
};

/** Runs a script of a shell in which \`hookproof\` is the command line; what it writes to descriptor 3 is its status. */
function shell(script: string, cwd: string): Promise<{ stdout: string; stderr: string }> {
  const command = `hookproof() { '${process.execPath}' '${root}dist/cli/bin.js' "$@"; }; ${script}`;
  const env = { PATH: process.env.PATH ?? '', HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', command], { cwd, env }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

test.each([
  ['verify --module deaf.mjs --case auth.wrong-private-key', 1],
  ['verify --module deaf.mjs --case auth.wrong-private-key --report json', 1],
  ['verify --module deaf.mjs --case routing.post', 0],
  ['verify --list', 0],
  ['--version', 0],
  ['check illegal.ndjson', 1],
  ['doctor faulty.json', 1],
  ['verify --module none.mjs', 3],
  ['verify --grup auth', 2],
])('a full or closed standard output changes no exit status: %s', async (args, expected) => {
  const folder = await folderWith(files);
  const full = await shell(`hookproof ${args} >/dev/full; echo $?`, folder);
  const closed = await shell(`{ hookproof ${args}; echo $? >&2; } | :`, folder);
  const told = full.stderr.split('\n').filter((line) => line.includes('standard output'));
  expect([full.stdout, closed.stderr.trim().split('\n').at(-1)]).toEqual([`${expected}\n`, String(expected)]);
  expect(told).toHaveLength(expected === 2 ? 0 : 1);
  expect(full.stderr + closed.stderr).not.toMatch(/^ +at /m);
});

test('a reader that has seen enough gets what it wanted, and the gate stays', async () => {
  const folder = await folderWith(files);
  const run = await shell('{ hookproof verify --module deaf.mjs --group auth; echo $? >&2; } | head -1', folder);
  expect(run.stdout).toMatch(/^FAIL \d+ of \d+ cases failed[^\n]*\n$/);
  expect(run.stderr).toBe('1\n');
});

test.each([
  ['--case auth.wrong-private-key', 1, /^FAIL 1 of 1 cases failed/m],
  ['--case routing.post', 0, /^PASS 1 of 1 cases passed; only 1 of \d+ cases run$/m],
])(
  'a report that a full disk loses costs neither the verdict nor the other reports: %s',
  async (which, status, verdict) => {
    const folder = await folderWith(files);
    const args = ['verify', '--module', 'deaf.mjs', ...which.split(' '), '--report', 'json:/dev/full'];
    const run = await hookproof([...args, '--report', 'junit:report.xml'], { cwd: folder });
    expect(run.status).toBe(status);
    expect(run.stderr).toContain('/dev/full: cannot be written');
    expect(run.stderr).toMatch(verdict);
    expect(await readFile(`${folder}/report.xml`, 'utf8')).toContain('</testsuites>');
  },
);

test('a report that is asked for alone and cannot be written is no success', async () => {
  const folder = await folderWith(files);
  await hookproof(['verify', '--module', 'deaf.mjs', '--case', 'routing.post', '--report', 'json:report.json'], {
    cwd: folder,
  });
  const run = await hookproofProcess(['report', 'convert', 'report.json', '--report', 'html:/dev/full'], {
    cwd: folder,
  });
  expect([run.status, run.stderr]).toEqual([2, expect.stringContaining('/dev/full: cannot be written')]);
});

test('reports are files that only their owner reads, and nothing else is left beside them', async () => {
  const folder = await folderWith({ ...files, 'old.json': 'old' });
  const args = ['verify', '--module', 'deaf.mjs', '--case', 'routing.post', '--report', 'json:new.json'];
  const more = ['--report', 'html:old.json', '--report', 'junit:fresh/deep/junit.xml'];
  await hookproof([...args, ...more], { cwd: folder });
  const modes = ['new.json', 'old.json'].map(async (name) => (await stat(`${folder}/${name}`)).mode & 0o777);
  expect(await Promise.all(modes)).toEqual([0o600, 0o600]);
  expect((await stat(`${folder}/fresh`)).mode & 0o777).toBe(0o700);
  expect((await readdir(folder)).toSorted()).toEqual(
    [...Object.keys(files), 'fresh', 'new.json', 'old.json'].toSorted(),
  );
});

test.each([
  ['a published document', 'drift --contract there.yaml --against new.yaml --accept --fail-on never'],
  ['an overlay', 'doctor new.yaml --fix there.yaml --force'],
])('%s that does not fit on a disk leaves the file of before whole', async (_, args) => {
  const now = await readFile(`${root}openapi/swagger.yaml`, 'utf8');
  const before = now.replace(/^( +)- call\.rescheduled\n/m, '');
  const folder = await folderWith({ 'new.yaml': now, 'there.yaml': before });
  // A file may hold 512 bytes, and a larger one is an error instead of the end.
  const { stdout, stderr } = await shell(`trap '' XFSZ; ulimit -f 1; hookproof ${args} 2>&1`, folder);
  expect(stdout + stderr).toContain('there.yaml: cannot be written');
  expect(await readFile(`${folder}/there.yaml`, 'utf8')).toBe(before);
  expect((await readdir(folder)).toSorted()).toEqual(['new.yaml', 'there.yaml']);
});
