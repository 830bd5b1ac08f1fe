import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openJournal } from '../../src/journal/open.ts';
import { hookproof, hookproofServing, root } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { attempt } from './stores.ts';

afterAll(removeFolders);

async function journalOf(texts: string[]): Promise<{ file: string; url: string }> {
  const file = join(await folderWith(), 'journal.db');
  const journal = await openJournal(`sqlite:${file}`);
  for (const [i, text] of texts.entries()) await journal.append(attempt(text, { receivedAt: (i + 1) * 1_000 }));
  await journal.close();
  return { file, url: `sqlite:${file}` };
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

test('what serve has kept is exported without keys and personal data, and check reads it', async () => {
  const file = join(await folderWith(), 'journal.db');
  const server = await hookproofServing(['serve', '--journal', `sqlite:${file}`]);
  const event = await readFile(`${root}conformance/events/action.create-order.full.json`);
  await deliver(server.url, event);
  await deliver(server.url, '{}');
  await server.stop();
  const { status, stdout } = await hookproof(['journal', 'export', `sqlite:${file}`]);
  expect(status).toBe(0);
  expect(lines(stdout).map((line) => JSON.parse(line))).toMatchObject([
    { hookproof: 'exchange', event: { legal: true }, request: { target: callEventsPath }, response: { status: 200 } },
    { hookproof: 'exchange', event: { legal: false }, response: { status: 400 } },
  ]);
  const phone = /"phone":"(.*?)"/.exec(String(event))?.[1] ?? 'no phone in the event';
  expect(stdout).not.toContain(phone);
  const whole = await hookproof(['journal', 'export', '--no-redact', `sqlite:${file}`]);
  expect(whole.stdout).toContain(phone);
  const out = join(await folderWith(), 'deliveries.ndjson');
  await writeFile(out, stdout);
  const checked = await hookproof(['check', out, '--format', 'json']);
  expect(JSON.parse(checked.stdout).summary).toMatchObject({ events: 2, legal: 1 });
});

test('a signature or key that the contract does not ask for is kept nowhere, by whatever name it comes', async () => {
  const folder = await folderWith();
  const file = join(folder, 'journal.db');
  const server = await hookproofServing(['serve', '--journal', `sqlite:${file}`]);
  const event = await readFile(`${root}conformance/events/action.create-order.full.json`);
  const secret = 'canary0123456789';
  const headers = { 'x-hub-signature': `sha1=${secret}`, 'x-api-key': secret, authorization: `Bearer ${secret}` };
  const path = `${callEventsPath}?access_token=${secret}&page=7`;
  expect((await deliver(server.url, event, { path, headers: { ...goodHeaders, ...headers } })).status).toBe(200);
  expect((await deliver(server.url, event, { path, headers })).status).toBe(401);
  const details = await (await fetch(`${server.url}/_hookproof/api/events/1`)).text();
  await server.stop();
  const exported = await hookproof(['journal', 'export', '--no-redact', `sqlite:${file}`]);
  expect(lines(exported.stdout)).toHaveLength(2);
  expect(exported.stdout).toContain('page=7');
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
  for (const text of [...files, details, exported.stdout, exported.stderr]) expect(text).not.toContain(secret);
});

test('verify finds nothing in a journal that is as it was stored, also after it was pruned', async () => {
  const { url } = await journalOf(['a', 'b', 'a', 'c']);
  const whole = await hookproof(['journal', 'verify', url]);
  expect([whole.status, whole.stdout]).toEqual([0, 'PASS 4 attempts, 0 bad, 4 can be exported\n']);
  const pruned = await hookproof(['journal', 'prune', url, '--attempts', '2']);
  expect(pruned.stdout).toBe('2 attempts are gone; 2 are left, of 2 events\n');
  expect((await hookproof(['journal', 'verify', url])).status).toBe(0);
  const journal = await openJournal(url);
  await journal.append(attempt('d'));
  expect((await journal.attempts({ limit: 9 })).map(({ body }) => String(body))).toEqual(['a', 'c', 'd']);
  await journal.close();
});

test.each([
  [
    'a body is changed',
    "UPDATE attempts SET bytes = CAST('B' AS BLOB) WHERE sequence = 2",
    'attempt 2',
    'its body was changed',
  ],
  ['a body is gone', 'UPDATE attempts SET bytes = NULL WHERE sequence = 2', 'attempt 2', 'its body is missing'],
  ['a verdict is changed', 'UPDATE attempts SET status = 400 WHERE sequence = 2', 'attempt 2', 'it was changed'],
  ['a row is gone', 'DELETE FROM attempts WHERE sequence = 2', 'attempt 3', '1 before it is missing'],
  [
    'a row is no row any more',
    "UPDATE attempts SET headers = '{' WHERE sequence = 2",
    'attempt 2',
    'it cannot be read',
  ],
])('verify names the first bad row where %s, and the rest can be exported', async (_, sql, row, why) => {
  const { file, url } = await journalOf(['a', 'b', 'c']);
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
  const { status, stdout } = await hookproof(['journal', 'verify', url]);
  expect(status).toBe(1);
  expect(stdout).toContain(row);
  expect(stdout).toContain(why);
  expect(stdout).toContain('2 can be exported');
  const exported = await hookproof(['journal', 'export', '--no-redact', url]);
  // What was changed came from nobody: nothing of it may be taken for what somebody sent.
  expect(lines(exported.stdout).map((line) => JSON.parse(line).request.body)).toEqual(['a', 'c']);
  expect(exported.stderr).toBe(
    why.endsWith('missing') && row === 'attempt 3'
      ? ''
      : '1 left out, not as stored: hookproof journal verify names the first\n',
  );
});

test('what a damaged file still holds is exported', async () => {
  const texts = Array.from({ length: 600 }, (_, i) => `{"n":${i},"text":"${'x'.repeat(200)}"}`);
  const { file, url } = await journalOf(texts);
  const bytes = await readFile(file);
  // A page in the middle of the attempts, which hold their headers as text.
  const at = bytes.indexOf('content-type', Math.floor(bytes.length / 2));
  bytes.fill(0xff, at - (at % 4096), at - (at % 4096) + 4096);
  await writeFile(file, bytes);
  const { status, stdout } = await hookproof(['journal', 'verify', url]);
  expect(status).toBe(1);
  const [, attempts, bad, readable] = /FAIL (\d+) attempts, (\d+) bad, (\d+) can/.exec(stdout)?.map(Number) ?? [];
  expect(attempts).toBe(600);
  expect(bad).toBeGreaterThan(0);
  expect(readable).toBeGreaterThan(500);
  expect(lines((await hookproof(['journal', 'export', '--no-redact', url])).stdout)).toHaveLength(readable ?? 0);
});

test('who names a file alone is told how to write it, and of no option that the command has not', async () => {
  const { file } = await journalOf(['a']);
  const alone = await hookproof(['journal', 'verify', file]);
  expect([alone.status, alone.stderr]).toEqual([2, expect.stringContaining(`For the file write sqlite:${file}`)]);
  for (const url of ['sqlite:/no/such/file.db', 'postgres://127.0.0.1:1/x'])
    expect((await hookproof(['journal', 'verify', url])).stderr).not.toContain('--journal');
});

test.each([
  [['journal', 'verify', 'memory'], 'unknown journal "memory"'],
  [['journal', 'verify', 'mysql://me:secret@db/x'], 'unknown journal "mysql://…@db/x"'],
  [['journal', 'verify', 'postgres://me:secret@127.0.0.1:1/x'], 'cannot open the journal postgres://127.0.0.1:1/x'],
  [['journal', 'verify', 'sqlite:/no/such/file.db'], 'cannot open the journal'],
])('%j is refused', async (args, why) => {
  const { status, stderr } = await hookproof(args);
  expect([status, stderr]).toEqual([2, expect.stringContaining(why)]);
});

test('prune without a bound is refused', async () => {
  const { url } = await journalOf(['a']);
  const { status, stderr } = await hookproof(['journal', 'prune', url]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('say what to keep')]);
});
