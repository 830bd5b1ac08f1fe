import { readdir, readFile } from 'node:fs/promises';
import { actionCases } from '../receiver/verdicts/action.ts';
import { callCases } from '../receiver/verdicts/call.ts';
import { envelopeCases } from '../receiver/verdicts/envelope.ts';
import { formatCases } from '../receiver/verdicts/formats.ts';
import { hookproof, root } from '../support/cli.ts';
import { callEventsPath, deliver, goodHeaders } from '../support/deliver.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { bySchema, refusedStart, startExample } from './start.ts';

afterAll(removeFolders);

const own = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /\.(ts|js|py|go|php)$/.test(name) && name !== 'events.ts');
const withId = (id: string): string => JSON.stringify({ event: { type: 'call.ended', data: { call: { id } } } });
/** No pattern tells where a leap second can be, unless the offset is that of UTC. */
const untold = /:60\+01:00"$/;
const good = withId('call_1');

describe.each(bySchema)('the example $name', (example) => {
  const folder = `${root}examples/${example.name}`;

  test('holds the schema that the contract prints today, and no more than 150 lines beside it', async () => {
    const { stdout } = await hookproof(['contract', '--format', 'json-schema', ...example.printed]);
    expect(await readFile(`${folder}/event.schema.json`, 'utf8')).toBe(stdout);
    const files = await Promise.all((await own(folder)).map((name) => readFile(`${folder}/${name}`, 'utf8')));
    const lines = files.join('').split('\n').length - 1;
    expect(lines).toBeGreaterThan(20);
    expect(lines).toBeLessThanOrEqual(150);
  });

  test('passes every case without a warning, and takes effect of each event once', async () => {
    const running = await startExample(example, { HOOKPROOF_EFFECTS: '1' });
    const target = ['--url', running.url + callEventsPath, '--effects', `${running.url}/effects`];
    const { status, stdout } = await hookproof(['verify', '--strict', ...target]);
    expect([status, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^PASS \d{4,} of \d{4,} cases passed/)]);
    const wrong: string[] = [];
    for (const { name, legal, body, raw } of [...envelopeCases, ...callCases, ...actionCases, ...formatCases]) {
      const { status: given, body: answer } = await deliver(running.url, raw ?? JSON.stringify(body), {
        headers: goodHeaders,
      });
      if (given !== (legal ? 200 : 400) && !untold.test(name)) wrong.push(`${name}: ${given} ${answer}`);
    }
    expect(wrong).toEqual([]);
    expect(await running.stop()).toBe(0);
  });

  test('takes the key before the current one, and shows its effects only when asked to', async () => {
    const running = await startExample(example, { HOOKPROOF_PRIVATE_KEY: 'new,old', HOOKPROOF_PUBLIC_KEY: 'pk' });
    const statuses = await Promise.all(
      ['new', 'old', 'new,old', ''].map(async (key) => {
        const headers = { ...goodHeaders, 'x-public-key': 'pk', 'x-private-key': key };
        return (await deliver(running.url, good, { headers })).status;
      }),
    );
    expect(statuses).toEqual([200, 200, 401, 401]);
    expect((await deliver(running.url, '', { method: 'GET', path: '/effects' })).status).toBe(404);
    await running.stop();
    expect((await refusedStart(example, { HOOKPROOF_PUBLIC_KEY: 'pk' })).status).toBe(1);
  });

  test('answers 503 to what the disk has no room for, goes on, and has kept all that it acknowledged', async () => {
    const env = { INBOX: `${await folderWith()}/inbox.db`, HOOKPROOF_EFFECTS: '1' };
    // No file may grow beyond 200 kB.
    const cramped = { ...example, command: ['sh', '-c', 'ulimit -f 400; exec "$@"', 'sh', ...example.command] };
    const running = await startExample(cramped, env);
    const answers: [id: string, status: number][] = [];
    for (let index = 0; index < 60; index += 4) {
      const ids = [0, 1, 2, 3].map((each) => `${index + each}-${'x'.repeat(each === 0 ? 5 : 20_000)}`);
      const sent = ids.map((id) => deliver(running.url, withId(id), { headers: goodHeaders }));
      for (const { status } of await Promise.all(sent)) answers.push([ids.shift() as string, status]);
    }
    expect(new Set(answers.map(([, status]) => status))).toEqual(new Set([200, 503]));
    await running.stop();
    expect(running.output()).toContain('ERR_SQLITE_ERROR');

    const again = await startExample(example, env);
    expect((await deliver(again.url, withId('another'), { headers: goodHeaders })).status).toBe(200);
    const effects = (await deliver(again.url, '', { method: 'GET', path: '/effects' })).body.trim().split('\n');
    const worked = effects.map((line) => JSON.parse(line).identity);
    const kept = answers.filter(([, status]) => status === 200).map(([id]) => id);
    expect(worked.toSorted()).toEqual([...new Set(worked)].toSorted());
    expect([...kept, 'another'].filter((id) => !worked.includes(id))).toEqual([]);
    await again.stop();
  });
});

test('the Express example holds the types that the contract prints today', async () => {
  const { stdout } = await hookproof(['contract', '--format', 'typescript']);
  expect(await readFile(`${root}examples/express-ajv/events.ts`, 'utf8')).toBe(stdout);
});
