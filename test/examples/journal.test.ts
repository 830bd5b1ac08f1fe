import { readFile, writeFile } from 'node:fs/promises';
import { deliver } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { type Example, examples, type Running, refusedStart, startExample } from './start.ts';

const started: Running[] = [];

afterAll(async () => {
  // Also those of a test that failed half-way.
  for (const { process } of started) process.kill('SIGKILL');
  await removeFolders();
});

async function start(example: Example, env: Record<string, string>): Promise<Running> {
  const running = await startExample(example, env);
  started.push(running);
  return running;
}

const effects = async (url: string): Promise<string[]> =>
  (await deliver(url, '', { method: 'GET', path: '/effects' })).body.trimEnd().split('\n');
const event = (call: string): string => `{"event":{"type":"call.ended","data":{"call":{"id":"${call}"}}}}`;

// Only where there is a JDK; the other examples leave their files to SQLite.
for (const example of examples.filter(({ name }) => name === 'java-httpserver')) {
  const inboxIn = async (): Promise<string> => `${await folderWith()}/inbox.txt`;

  test('what was done is remembered, what was not is done, and half a line is dropped', async () => {
    const env = { HOOKPROOF_EFFECTS: '1', INBOX: await inboxIn() };
    const first = await start(example, env);
    await deliver(first.url, event('call_1'));
    await deliver(first.url, event('call_2'));
    expect(await effects(first.url)).toHaveLength(2);
    await first.stop();

    const lines = (await readFile(env.INBOX, 'utf8')).split('\n');
    const undone = lines.filter((line) => !(line.startsWith('done') && line.includes('call_2')));
    await writeFile(env.INBOX, `${undone.join('\n')}take 0123`);
    const second = await start(example, env);
    await deliver(second.url, event('call_1'));
    expect((await deliver(second.url, event('call_3'))).status).toBe(200);
    expect((await effects(second.url)).map((line) => JSON.parse(line).callId)).toEqual(['call_1', 'call_2', 'call_3']);
    expect(second.output()).not.toContain('call_1');
    await second.stop();
    expect(await readFile(env.INBOX, 'utf8')).toMatch(/^((take|done) [0-9a-f]{64} .+\n)+$/);
  });

  test('a damaged line, and a file that another process has, stop the start with one line', async () => {
    const keys = { HOOKPROOF_PUBLIC_KEY: 'pk', HOOKPROOF_PRIVATE_KEY: 'sk', INBOX: await inboxIn() };
    const running = await start(example, { INBOX: keys.INBOX });
    expect((await deliver(running.url, event('call_1'))).status).toBe(200);
    const taken = await refusedStart(example, keys);
    await running.stop();
    await writeFile(keys.INBOX, (await readFile(keys.INBOX, 'utf8')).replace('take', 'tale'));
    const damaged = await refusedStart(example, keys);
    expect([taken.status, taken.output.trimEnd(), damaged.status, damaged.output.trimEnd()]).toEqual([
      1,
      'cannot open the inbox: IOException: another process has it',
      1,
      'cannot open the inbox: IOException: a line of it cannot be read',
    ]);
  });
}
