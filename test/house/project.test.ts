import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const run = promisify(execFile);

afterAll(removeFolders);

test('the lock file names no registry, and holds a build for each platform', async () => {
  const text = await readFile(`${root}package-lock.json`, 'utf8');
  expect(text).not.toContain('"resolved"');
  expect(text).not.toMatch(/https?:\/\/[^"]*registry/);
  const { packages } = JSON.parse(text) as { packages: Record<string, { optionalDependencies?: object }> };
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
  // npm refuses a lock file that leaves one out.
  expect(missing).toEqual([]);
});

test('every dependency is pinned, and install scripts are allow-listed', async () => {
  const manifest = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
  expect(Object.entries(manifest.allowScripts).filter(([, allowed]) => allowed)).toEqual([['node', true]]);
  expect(manifest.engines.node).toBe('>=24.18');
});

test('an old Node is told in one line what is needed', async () => {
  // What an older process says of its version is all that the entry can go by.
  const folder = await folderWith({
    'old.cjs': "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });",
  });
  const env = { ...process.env, NODE_OPTIONS: `--require ${folder}/old.cjs` };
  const failed = await run(process.execPath, [`${root}dist/cli/bin.js`, 'serve'], { env }).catch((error) => error);
  expect([failed.code, failed.stdout, failed.stderr]).toEqual([
    2,
    '',
    'hookproof needs Node 24.18 or newer; this is 20.20.2\n',
  ]);
});

test('help lists every command, and the help of each teaches by example', async () => {
  const { status, stdout } = await hookproof(['--help']);
  expect(status).toBe(0);
  expect(stdout).toContain('Examples:');
  for (const command of ['verify', 'serve', 'mock', 'simulate', 'record', 'check', 'drift', 'doctor', 'contract']) {
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    const help = await hookproof([command, '--help']);
    expect([command, help.status]).toEqual([command, 0]);
    expect(help.stdout).toContain(`  $ hookproof ${command}`);
    expect(help.stdout.split('\n').filter((line) => line.length > 120)).toEqual([]);
    if (command === 'verify') expect(help.stdout).toMatch(/^Start here: .*\n(?:.*\n)+?Target:\n(?:.*\n)+Selection:\n/);
  }
});

test.each([
  [['serv'], 'Did you mean serve?'],
  [['serve', '--prot', '1'], 'Did you mean --port?'],
  [['simulate', '--shufle', '--to', 'x'], 'Did you mean --shuffle?'],
  [['verify', '--grup', 'auth'], 'Did you mean --group?'],
  [['check', '--fromat', 'json', '-'], 'Did you mean --format?'],
  [['drift', '--agianst', 'x'], 'Did you mean --against?'],
  [['doctor', '--fixx', 'x'], 'Did you mean --fix?'],
])('%j suggests the right word', async (args, suggestion) => {
  const { status, stdout, stderr } = await hookproof(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(suggestion);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
});

test('what the README and the house promise is there', async () => {
  for (const file of [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    '.editorconfig',
    'CHANGELOG.md',
    'LICENSE',
    'NOTICE.md',
    'Makefile',
    '.ci/run',
    'docs/decisions/README.md',
  ])
    await access(`${root}${file}`);
  expect(await readFile(`${root}LICENSE`, 'utf8')).toContain('MIT License');
});
