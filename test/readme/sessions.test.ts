import { execFile, spawnSync } from 'node:child_process';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hookproof, hookproofServing, type RunningServer, root } from '../support/cli.ts';
import { removeFolders } from '../support/folder.ts';
import { projectWith, runModule } from '../support/project.ts';

const env = { HOOKPROOF_PUBLIC_KEY: 'pk_test', HOOKPROOF_PRIVATE_KEY: 'sk_test' };

const pages = [
  'README.md',
  ...(await readdir(`${root}docs`)).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];
const texts = new Map(
  await Promise.all(pages.map(async (page) => [page, await readFile(root + page, 'utf8')] as const)),
);

/** The pages with sessions, and how many commands each shows: a session that is written otherwise would not be run. */
const sessions = {
  'README.md': 11,
  'docs/api.md': 6,
  'docs/ci.md': 8,
  'docs/contracts.md': 13,
  'docs/drift.md': 1,
  'docs/operating.md': 4,
  'docs/record.md': 7,
  'docs/simulate.md': 6,
};

afterAll(removeFolders);

test.each(Object.entries(sessions))('the sessions of %s print what it shows', async (page, count) => {
  const text = texts.get(page) ?? '';
  const cwd = await projectWith();
  await symlink(`${root}node_modules/express`, `${cwd}/node_modules/express`);
  const files = [...text.matchAll(/```(?:js|yaml|python)\n(?:\/\/|#) (\S+\.(?:m?js|yaml|py))\n(.*?)```/gs)];
  // The configuration of somebody else's project would count for the sessions, too.
  for (const [, name = '', code = ''] of files)
    if (!name.startsWith('hookproof.config')) await writeFile(`${cwd}/${name}`, code);
  const steps = [...text.matchAll(/```console\n(.*?)```/gs)].flatMap(([, session = '']) => stepsOf(session));
  expect(steps).toHaveLength(count);
  const shell: Shell = { cwd, env: { ...env }, servers: new Map() };
  try {
    for (const { command, shown } of steps.filter(isRunnable))
      expect([command, comparable(await printed(command, shell))]).toEqual([command, comparable(shown)]);
  } finally {
    await Promise.all([...shell.servers.values()].map((server) => server.stop()));
  }
});

test('no page has a session that is not run', () => {
  const shown = [...texts].filter(([, text]) => text.includes('```console')).map(([page]) => page);
  expect(shown.toSorted()).toEqual(Object.keys(sessions).toSorted());
});

test('every command and option that a page names is known', async () => {
  const commands = [
    'verify',
    'serve',
    'listen',
    'mock',
    'simulate',
    'send',
    'record',
    'check',
    'drift',
    'doctor',
    'contract',
    'init',
    'journal prune',
    'report',
  ];
  const help = await Promise.all(
    commands.map(async (name) => (await hookproof([...name.split(' '), '--help'])).stdout),
  );
  const lines = [...texts.values()].flatMap((text) => text.match(/^.*hookproof.*$/gm) ?? []);
  const named = [...lines, ...[...texts.values()].flatMap((text) => text.match(/`--[^`]+`/g) ?? [])].join('\n');
  const foreign = ['--save-dev', '--experimental-vm-modules'];
  const options = new Set(named.match(/--[a-z]+(-[a-z]+)*/g));
  expect([...options].filter((option) => !foreign.includes(option) && !help.join('\n').includes(option))).toEqual([]);
});

test('every file that a page links to is there', async () => {
  const linked = [...texts].flatMap(([page, text]) =>
    [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(
      ([, target = '']) => new URL(target, `file://${root}${page}`),
    ),
  );
  expect(linked.length).toBeGreaterThan(20);
  const there = await Promise.all(
    linked.map((url) =>
      readFile(url).then(
        () => true,
        (error) => error.code === 'EISDIR',
      ),
    ),
  );
  expect(linked.filter((_, index) => !there[index]).map(String)).toEqual([]);
});

test('a newcomer reads less than 200 lines', () => {
  expect(texts.get('README.md')?.split('\n').length).toBeLessThan(200);
});

/** Where a server listens that is told no port: the recorder, on the pages. */
const usualPort = '4020';

interface Shell {
  cwd: string;
  env: Record<string, string>;
  /** Those that are up, by the port that the page shows. */
  servers: Map<string, RunningServer>;
}

/** Tells whether what a step starts is on this machine. */
function isRunnable({ command }: { command: string }): boolean {
  return !command.includes('python3') || spawnSync('python3', ['--version']).status === 0;
}

/** Runs one line of a session; a server stays up for the lines after it. */
async function printed(command: string, shell: Shell): Promise<string> {
  const { cwd, env, servers } = shell;
  if (command.startsWith('export ')) {
    for (const [, name = '', value = ''] of command.matchAll(/(\w+)=(\S+)/g)) env[name] = value;
    return '';
  }
  if (command.startsWith('cp ')) return (await promisify(execFile)('sh', ['-c', command], { cwd })).stdout;
  if (command.startsWith('node ')) return runModule(cwd, command.slice('node '.length), env);
  if (command.endsWith(' &')) {
    const server = await hookproofServing(wordsOf(command.slice(0, -' &'.length), servers), { cwd, env });
    servers.set(/--port (\d+)/.exec(command)?.[1] ?? usualPort, server);
    return `listening on ${server.url}\n`;
  }
  const [, stdin = '', piped = command] = /^echo '(.*)' \| (.*)$/.exec(command) ?? [];
  const [, whole = piped, lines] = /^(.*) \| head -(\d+)$/.exec(piped) ?? [];
  const words = wordsOf(whole, servers);
  const stdout = whole.startsWith('curl -s ')
    ? await (await fetch(words.at(-1) ?? '')).text()
    : (await hookproof(words, { cwd, env, stdin: `${stdin}\n` })).stdout;
  return lines === undefined ? stdout : stdout.split('\n', Number(lines)).join('\n');
}

/** A command's arguments; servers are found where they really listen. */
function wordsOf(command: string, servers: Shell['servers']): string[] {
  const words = (command.match(/'[^']*'|\S+/g) ?? []).slice(1);
  return words.map((word) =>
    word
      .replace(/^'(.*)'$/, '$1')
      .replace(/^http:\/\/127\.0\.0\.1:(\d+)/, (address, port) => servers.get(port)?.url ?? address),
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
