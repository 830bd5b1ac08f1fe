import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const started = `${process.execPath} ${root}dist/cli/bin.js serve --port $PORT`;
const contract = () => readFile(`${root}openapi/swagger.yaml`);

/** Runs `init` in a folder, and reads back a file that it wrote. */
async function initialised(args: string[], files: Record<string, string | Buffer> = {}) {
  const cwd = await folderWith(files);
  const result = await hookproof(['init', ...args], { cwd });
  const written = (name: string): Promise<string> => readFile(`${cwd}/${name}`, 'utf8');
  return { cwd, written, ...result };
}

test('what it writes is enough to judge a receiver without a further word', async () => {
  const { cwd, status, stdout } = await initialised(['--exec', started]);
  expect([status, stdout]).toEqual([
    0,
    'wrote  hookproof.config.yaml\nwrote  .github/workflows/hookproof.yml\nadded  .hookproof/ to .gitignore\n\nNext: npx hookproof verify\n',
  ]);
  const verified = await hookproof(['verify', '--case', 'auth.wrong-private-key'], { cwd });
  expect([verified.status, verified.stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(/^PASS 1 of 1 cases passed;/),
  ]);
});

test('the command of the workflow runs as it stands there, and leaves what the later steps take', async () => {
  const { cwd, written } = await initialised(['--exec', started]);
  const { permissions, jobs } = parse(await written('.github/workflows/hookproof.yml'));
  expect(permissions).toEqual({ contents: 'read' });
  const run: string = jobs.verify.steps.find((step: { run?: string }) => step.run?.includes('hookproof')).run;
  const [npx, name, ...args] = run.trim().split(/\s+/);
  expect([npx, name]).toEqual(['npx', 'hookproof']);
  const { status, stdout } = await hookproof([...args, '--group', 'routing'], { cwd });
  expect([status, stdout.split(' ')[0]]).toEqual([0, 'PASS']);
  expect(await written('conformance/summary.md')).toContain('PASS');
  expect(await written('conformance/report.html')).toContain('PASS');
  expect(await written('conformance/junit.xml')).toContain('<testsuites');
});

test('with a published document, a nightly workflow compares it with the contract', async () => {
  const against = 'https://api.example/a"b.yaml';
  const own = await initialised(['--contract', 'my: api.yaml', '--against', against], {
    'my: api.yaml': await contract(),
  });
  expect(own.status).toBe(0);
  const nightly = parse(await own.written('.github/workflows/hookproof-drift.yml'));
  expect(nightly.env).toEqual({ CONTRACT: 'my: api.yaml', PUBLISHED: against });
  expect(parse(await own.written('hookproof.config.yaml'))).toEqual({
    contract: 'my: api.yaml',
    verify: null,
    drift: { against },
  });
  const review = parse(await own.written('.github/workflows/hookproof-review.yml'));
  expect(review.env.CONTRACT).toBe('my: api.yaml');
  const bundled = await initialised(['--against', against]);
  expect(bundled.stdout).not.toContain('hookproof-review.yml');
  const text = await bundled.written('.github/workflows/hookproof-drift.yml');
  expect([parse(text).env, text.includes('--contract')]).toEqual([{ PUBLISHED: against }, false]);
});

test('what is there is kept, a configuration of another kind too, unless it is told otherwise', async () => {
  const files = { 'hookproof.config.json': '{}', '.github/workflows/hookproof.yml': 'mine' };
  const { cwd, stdout, written } = await initialised([], files);
  expect(stdout).toBe(
    'kept   hookproof.config.json\nkept   .github/workflows/hookproof.yml\nadded  .hookproof/ to .gitignore\n\nNext: npx hookproof verify\n',
  );
  expect(await written('.github/workflows/hookproof.yml')).toBe('mine');
  const forced = await hookproof(['init', '--force'], { cwd });
  expect(forced.stdout).toContain('kept   hookproof.config.json\nwrote  .github/workflows/hookproof.yml\n');
  expect(await written('.github/workflows/hookproof.yml')).toContain('npx hookproof verify');
});

test('where nobody said how the receiver is started, it says where to', async () => {
  const { stdout } = await initialised([]);
  expect(stdout).toContain(
    'Next: say in hookproof.config.yaml how the receiver is started; then npx hookproof verify\n',
  );
});

/** The steps of the workflow that `init` writes, as one text each, but for those that every workflow has. */
async function setUp(args: string[], files: Record<string, string>): Promise<string[]> {
  const { written } = await initialised(args, files);
  const { steps } = parse(await written('.github/workflows/hookproof.yml')).jobs.verify;
  const texts: string[] = steps.map((step: { uses?: string; with?: unknown; run?: string }) =>
    step.uses ? `${step.uses} ${JSON.stringify(step.with)}` : (step.run ?? ''),
  );
  const judged = texts.findIndex((text) => text.includes('hookproof verify'));
  expect(texts[0]).toContain('actions/checkout');
  return texts.slice(1, judged);
}

const node = 'actions/setup-node@v4 {"node-version":"24.18"}';
const cached = 'actions/setup-node@v4 {"node-version":"24.18","cache":"npm"}';
const manifest = '{"devDependencies":{"hookproof":"*"},"scripts":{"start":"node app.js"}}';
const python = 'actions/setup-python@v5 {"python-version":"3.13"}';
const java = { distribution: 'temurin', 'java-version': '21' };

test.each([
  ['Node with a lock', [], { 'package.json': manifest, 'package-lock.json': '{}' }, [cached, 'npm ci']],
  ['Node without one', [], { 'package.json': manifest }, [node, 'npm install']],
  ['nothing that Node would install', [], {}, [node]],
  [
    'pnpm',
    [],
    { 'package.json': manifest, 'pnpm-lock.yaml': '' },
    [node, 'corepack enable && pnpm install --frozen-lockfile'],
  ],
  ['Python', ['--exec', 'python3 app.py'], {}, [node, python]],
  [
    'Python with requirements',
    ['--exec', 'gunicorn app:app'],
    { 'requirements.txt': '' },
    [node, python, 'python -m pip install -r requirements.txt'],
  ],
  [
    'Go',
    ['--exec', 'go run .'],
    { 'go.mod': '' },
    [node, 'actions/setup-go@v5 {"go-version-file":"go.mod","cache":"false"}'],
  ],
  ['Java', ['--exec', 'java -jar app.jar'], {}, [node, `actions/setup-java@v4 ${JSON.stringify(java)}`]],
  [
    'Maven',
    ['--exec', './mvnw exec:java'],
    { 'pom.xml': '' },
    [node, `actions/setup-java@v4 ${JSON.stringify({ ...java, cache: 'maven' })}`],
  ],
  [
    'PHP',
    ['--exec', 'php -S 127.0.0.1:$PORT index.php'],
    { 'composer.json': '{}' },
    [node, 'shivammathur/setup-php@v2 {"php-version":"8.4"}', 'composer install --no-interaction --no-progress'],
  ],
])('the workflow sets up what a project needs: %s', async (_, args, files, expected) => {
  expect(await setUp(args, files)).toEqual(expected);
});

test('a start script is how a receiver is started, where nothing else is said', async () => {
  const { written } = await initialised([], { 'package.json': manifest, '.gitignore': 'node_modules' });
  expect(parse(await written('hookproof.config.yaml')).verify).toEqual({ exec: 'npm start' });
  expect(await written('.gitignore')).toBe('node_modules\n.hookproof/\n');
  const again = await initialised([], { '.gitignore': '/.hookproof\n' });
  expect([await again.written('.gitignore'), again.stdout.includes('.gitignore')]).toEqual(['/.hookproof\n', false]);
});

const torn = {
  openapi: '3.1.0',
  info: { title: 'Torn', version: '1' },
  webhooks: { opened: { post: { requestBody: { $ref: '#/nowhere' } } } },
};
const badContracts = {
  'notes.md': 'Call them back.',
  'other.yaml': 'asyncapi: 3.0.0\n',
  'torn.json': JSON.stringify(torn, null, 1),
};

test.each([
  [['--contract', 'nowhere.yaml'], '--contract nowhere.yaml: no such file'],
  [['--contract', 'notes.md'], 'notes.md:1: not an object'],
  [['--contract', 'other.yaml'], 'other.yaml:1: not an OpenAPI document'],
  [['--contract', 'torn.json'], 'torn.json:10: $ref "#/nowhere" leads to nothing'],
  [['--contract', 'http://user:canary@127.0.0.1/api.yaml'], 'holds a user name or a password, which'],
  [['--contract', 'http://127.0.0.1:1/api.yaml?v=1&api_key=canary'], 'api.yaml: its query holds "api_key", which'],
  [
    ['--against', 'https://me:canary@api.example/new.yaml'],
    '--against https://api.example/new.yaml: holds a user name',
  ],
  [['--against', 'https://api.example/new.yaml?accessToken=canary'], 'its query holds "accessToken", which'],
  [['--against', 'https://api.example/new.yaml?v=sk_canary0canary'], 'its query holds "v", which looks like a secret'],
  [['--against', 'new.yaml'], '--against new.yaml: not a URL'],
  [['--path', 'hooks'], '--path hooks: a path begins with a slash'],
  [[], '.github/workflows/hookproof.yml: cannot be written: '],
])('%j is refused in one line, and nothing is written', async (args, message) => {
  const { status, stdout, stderr } = await initialised(
    args,
    args.length === 0 ? { '.github': 'a file' } : badContracts,
  );
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^hookproof: .*\n$/);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('canary');
});

test('an address whose query holds no secret is written as it is', async () => {
  const against = 'https://api.example/new.yaml?version=2&format=yaml';
  const { status, written } = await initialised(['--against', against]);
  expect(status).toBe(0);
  expect(parse(await written('hookproof.config.yaml')).drift).toEqual({ against });
});
