import { readFile, writeFile } from 'node:fs/promises';
import { hookproof, hookproofServer, type RunningCli, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const env = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };
const servers: RunningCli[] = [];

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await removeFolders();
});

test('the sessions in the README print what it shows', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const cwd = await folderWith();
  for (const [, name = '', code = ''] of readme.matchAll(/```js\n\/\/ (\S+)\n(.*?)```/gs))
    await writeFile(`${cwd}/${name}`, code);
  const steps = [...readme.matchAll(/```console\n(.*?)```/gs)].flatMap(([, session = '']) => stepsOf(session));
  expect(steps.map(({ command }) => command.split(' ').slice(0, 2).join(' '))).toEqual([
    'export HOOKPROOF_PUBLIC_KEY=pk_test',
    'hookproof verify',
    'hookproof serve',
    'hookproof verify',
    'echo \'{"event":{"type":"action","data":{"action":"create_order"}}}\'',
    'hookproof simulate',
    'echo \'{"event":{"type":"action","data":{"action":"create_order","payload":{"paymentMode":"cod"}}}}\'',
    'hookproof record',
    'hookproof verify',
    'hookproof check',
    'hookproof verify',
  ]);
  for (const { command, shown } of steps) expect(comparable(await printed(command, cwd))).toBe(comparable(shown));
});

test('every command and option that the README names is known', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const help = await Promise.all(
    ['verify', 'serve', 'mock', 'simulate', 'record', 'check', 'drift', 'doctor'].map(
      async (name) => (await hookproof([name, '--help'])).stdout,
    ),
  );
  const own = [...readme.matchAll(/^.*hookproof.*$/gm)].join('\n').match(/--[a-z-]+/g) ?? [];
  const foreign = ['--save-dev', '--experimental-vm-modules'];
  expect(own.filter((option) => !foreign.includes(option) && !help.join('\n').includes(option))).toEqual([]);
});

/** Runs one line of a session; a server stays up for the lines after it. */
async function printed(command: string, cwd: string): Promise<string> {
  if (command.startsWith('export ')) return '';
  if (command.endsWith(' &')) {
    const server = await hookproofServer(wordsOf(command.slice(0, -' &'.length)), { cwd, env });
    servers.push(server);
    return `listening on ${server.url}\n`;
  }
  const piped = /^echo '(.*)' \| (.*)$/.exec(command);
  return (await hookproof(wordsOf(piped?.[2] ?? command), { cwd, env, stdin: `${piped?.[1] ?? ''}\n` })).stdout;
}

/** A command's arguments; servers are found where they really listen. */
function wordsOf(command: string): string[] {
  const words = command.split(' ').slice(1);
  return words.map((word) =>
    word
      .replace(/^'(.*)'$/, '$1')
      .replace(/^http:\/\/127\.0\.0\.1:3000/, servers[0]?.url ?? '')
      .replace(/^http:\/\/127\.0\.0\.1:4020/, servers[1]?.url ?? ''),
  );
}

function stepsOf(session: string): { command: string; shown: string }[] {
  return session
    .split(/^\$ /m)
    .slice(1)
    .map((step) => ({ command: step.split('\n', 1)[0] ?? '', shown: step.slice(step.indexOf('\n') + 1) }));
}

/** Ports, times and the identities of events differ from run to run. */
function comparable(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/hookproof-[0-9a-f]{8}-\d+/g, 'hookproof-ID')
    .replace(/\d+\.\d ms/g, 'N ms')
    .replace(/\d+\.\d s$|\d+\.\d s, [\d,]+ deliveries\/s$/gm, 'TIME')
    .trim();
}
