import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { examples, startExample } from '../examples/start.ts';
import { settled } from '../support/calls.ts';
import { hookproofServer, root } from '../support/cli.ts';

const run = promisify(execFile);
const env = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };

test('the session with mock, example and curl prints what its page shows', async () => {
  const page = await readFile(`${root}docs/mock.md`, 'utf8');
  const shown = [...page.matchAll(/```shell-session\n\$ (.*?)```/gs)].map(([, session = '']) => session);
  const commands = shown.map((session) => /^(?:.*\\\n)*(?:[^\n]*'\{[^']*'|[^\n]*)\n/.exec(session)?.[0] ?? '');
  expect(commands.map((command) => command.trim().split(' ').slice(0, 2).join(' '))).toEqual([
    'AUTH=signature node',
    'hookproof mock',
    'curl -s',
  ]);
  expect(commands[0]).toBe('AUTH=signature node examples/express-ajv/server.ts\n');
  const example = await startExample(examples[0] ?? { name: '', command: [] }, { ...env, AUTH: 'signature' });
  const mock = await hookproofServer((commands[1] ?? '').trim().split(' ').slice(1), { env });
  const curl = (commands[2] ?? '')
    // In one go: the port of the one may begin like the usual port of the other.
    .replaceAll(/http:\/\/127\.0\.0\.1:(3000|4010)/g, (_, port) => (port === '3000' ? example.url : mock.url));
  const { stdout } = await run('sh', ['-c', curl], { env: { PATH: process.env.PATH ?? '', ...env } });
  await settled(mock.url, JSON.parse(stdout).callId);
  const ended = await mock.stop();
  await example.stop();
  const requests = ended.stderr.slice(ended.stderr.indexOf('\n200 POST') + 1);
  const printed = [example.output(), ended.stdout + requests, stdout];
  expect(printed.map(comparable)).toEqual(
    shown.map((session, index) => comparable(session.slice(commands[index]?.length ?? 0))),
  );
});

/** Ports, times and ids differ from run to run. */
function comparable(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d+ ms/g, 'TIME')
    .trim();
}
