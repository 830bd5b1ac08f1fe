import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const run = promisify(execFile);
const bin = (name: string): string => `${root}node_modules/.bin/${name}`;
const cases = "{ groups: ['auth', 'effects'], sample: 3 }";
const lax = '(request, response) => { request.resume(); response.end(); }';

/** Says how a project's tests import and are run: `right` is judged by one file, `lax` by another. */
const projects: Record<string, { file: string; entry: string; commonjs?: true; command: string[]; env?: object }> = {
  'jest, ES modules': {
    ...{ file: 'test.js', entry: 'jest', command: [bin('jest'), '--runInBand'] },
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
  },
  'jest, CommonJS': { file: 'test.cjs', entry: 'jest', commonjs: true, command: [bin('jest'), '--runInBand'] },
  vitest: { file: 'spec.js', entry: 'vitest', command: ['node_modules/vitest/vitest.mjs', 'run', '--no-color'] },
  'node:test, ES modules': {
    ...{ file: 'check.mjs', entry: 'node-test' },
    command: ['--test', 'right.check.mjs', 'lax.check.mjs'],
  },
  'node:test, CommonJS': {
    ...{ file: 'check.cjs', entry: 'node-test', commonjs: true },
    command: ['--test', 'right.check.cjs', 'lax.check.cjs'],
  },
};

const testFile = (entry: string, commonjs: boolean, receiver: 'right' | 'lax'): string => {
  const from = (name: string, module: string): string =>
    commonjs ? `const { ${name} } = require('${module}');` : `import { ${name} } from '${module}';`;
  return [
    from('describeConformance', `hookproof/${entry}`),
    from('createReceiver', 'hookproof'),
    `describeConformance(${receiver === 'lax' ? lax : '() => createReceiver()'}, ${cases});`,
  ].join('\n');
};

const types = `
import { isUserError, verify, type VerifyOptions } from 'hookproof';
import { type DescribeOptions, describeConformance } from 'hookproof/jest';
import { describeConformance as describeByNode, loadConformance } from 'hookproof/node-test';
import { simulateCall, type TestCall } from 'hookproof/testing';

const options: DescribeOptions = { groups: ['auth'], sample: 3, badEvents: 'refuse', contract: 'openapi.yaml' };
describeConformance((request, response) => void response.end(request.url), options);
describeByNode('http://127.0.0.1:1', options);
export const call: Promise<TestCall> = simulateCall((request, response) => void response.end(request.url));
export const verifying: VerifyOptions = { target: async (request: Request) => new Response(request.url) };
export const verdict = verify(verifying).catch((error: unknown) => isUserError(error) && error.code);
export const loaded = loadConformance({ recordings: ['events'] });
// @ts-expect-error: no such option
describeConformance('http://127.0.0.1:1', { nonsense: 1 });
`;

/** Uses every entry as somebody does who knows only its types; `tsc` judges it, and then it runs. */
const entries = `
import { type Contract, isUserError, loadContract, type Report, type UserError, verify } from 'hookproof';
import { check, type CheckOptions } from 'hookproof/check';
import { drift, type DriftOptions } from 'hookproof/drift';
import { describeConformance, type DescribeOptions } from 'hookproof/jest';
import { createReceiver, type ReceiverOptions } from 'hookproof/receiver';
import { planScenario, type SimulateCallOptions, simulateCall } from 'hookproof/testing';
import type { VerifyOptions } from 'hookproof/verify';

const contract: Contract = await loadContract();
const receiverOptions: ReceiverOptions = { contract };
const target = await createReceiver(receiverOptions);
const options: VerifyOptions = { target, contract, cases: ['auth.wrong-*'] };
const report: Report = await verify(options);
const checking: CheckOptions = { contract, events: [{}] };
const delivering: SimulateCallOptions = { seed: 2 };
const comparing: DriftOptions = {};
const describing: DescribeOptions = { groups: ['auth'] };
const refused: unknown = await drift(comparing).catch((error: unknown) => error);
const told: UserError['code'] | undefined = isUserError(refused) ? refused.code : undefined;
const { deliveries } = await simulateCall(target, undefined, delivering);
console.log(
  report.summary.verdict,
  (await check(checking)).verdict,
  deliveries.length,
  (await planScenario('no-answer')).scenario,
  told,
  typeof describeConformance,
  describing.groups?.length,
);
`;

let project = '';

beforeAll(async () => {
  project = await folderWith({
    'package.json': '{ "name": "somebody", "private": true, "type": "module" }',
    'jest.config.json': '{ "transform": {}, "testMatch": ["**/*.test.js", "**/*.test.cjs"] }',
    'lax.js': `export default ${lax};`,
    'use.js': "import { loadContract } from 'hookproof'; console.log((await loadContract()).eventTypes.length);",
    'entries.ts': entries,
    'use.ts': types,
    'use.cts': types,
    'vitest.ts': types.replaceAll('hookproof/jest', 'hookproof/vitest'),
  });
  await run('npm', ['pack', '--pack-destination', project], { cwd: root });
  const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...quiet, tarball], { cwd: project });
  await symlink(`${root}test/foreign/node_modules/vitest`, `${project}/node_modules/vitest`);
});

afterAll(removeFolders);

test.each(Object.entries(projects))(
  '%s: a right receiver is green, a lax one red with the causes at the end, and what does not apply is skipped',
  async (_name, { file, entry, commonjs = false, command, env = {} }) => {
    const folder = `${project}/${entry}-${file.replace('.', '-')}`;
    await mkdir(folder);
    await symlink(`${project}/node_modules`, `${folder}/node_modules`);
    await writeFile(
      `${folder}/package.json`,
      '{ "type": "module", "jest": { "transform": {}, "testMatch": ["**/*.test.*"] } }',
    );
    for (const receiver of ['right', 'lax'] as const)
      await writeFile(`${folder}/${receiver}.${file}`, testFile(entry, commonjs, receiver));
    const outside = { PATH: process.env.PATH ?? '', CI: 'true', NO_COLOR: '1', NODE_NO_WARNINGS: '1' };
    const started = run(process.execPath, command, { cwd: folder, env: { ...outside, ...env } });
    const { code, stdout, stderr } = await started.catch((error) => error);
    const output = stdout + stderr;
    expect([code, output]).toEqual([1, expect.stringContaining('FAIL accepts-anybody')]);
    // Three of each group: those of effects are skipped; of node:test and vitest the causes are a test, too.
    const causes = entry === 'jest' ? 0 : 1;
    const counts = (word: string): number =>
      Number(new RegExp(`(?:ℹ ${word} (\\d+)|Tests:?\\s.*?(\\d+) ${word})`).exec(output)?.slice(1).find(Boolean));
    expect([counts(entry === 'node-test' ? 'pass' : 'passed'), counts('skipped')]).toEqual([3 + causes, 6]);
    expect(counts(entry === 'node-test' ? 'fail' : 'failed')).toBe(3 + causes);
    // The last test that is told of is followed by the causes alone.
    expect(output.lastIndexOf('FAIL accepts-anybody')).toBeGreaterThan(output.lastIndexOf('expected: 401'));
  },
);

test.each([
  ['node16', 'node16', ['use.ts', 'use.cts', 'vitest.ts']],
  ['nodenext', 'nodenext', ['use.ts', 'use.cts', 'vitest.ts']],
  ['esnext', 'bundler', ['use.ts', 'vitest.ts']],
])('types resolve from ES modules and CommonJS, with module %s and its resolution %s', async (module, way, files) => {
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--ignoreConfig', '--target', 'es2022'];
  const found = ['--typeRoots', `${root}node_modules/@types`, '--types', 'node,jest'];
  await run(bin('tsc'), [...flags, ...found, '--module', module, '--moduleResolution', way, ...files], {
    cwd: project,
  }).catch(({ stdout }) => {
    throw new Error(stdout);
  });
});

test('the packed package, installed into an empty project, judges a receiver', async () => {
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const npx = (...args: string[]) => run('npx', ['hookproof', ...args], { cwd: project });
  expect((await npx('--version')).stdout.trim()).toBe(version);
  const verified = await npx('verify', '--module', 'lax.js').catch((error) => error);
  expect([verified.code, verified.stdout.split(' ')[0]]).toEqual([1, 'FAIL']);
  expect((await run(process.execPath, ['use.js'], { cwd: project })).stdout.trim()).toBe('15');
});

test('every entry of the package has types, and does what they say', async () => {
  const types = ['--typeRoots', `${root}node_modules/@types`, '--types', 'node'];
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2024'];
  await run(`${root}node_modules/.bin/tsc`, [...flags, ...types, '--ignoreConfig', 'entries.ts'], {
    cwd: project,
  }).catch(({ stdout }) => {
    throw new Error(stdout);
  });
  const { stdout } = await run(process.execPath, ['entries.ts'], { cwd: project });
  expect(stdout.trim()).toBe('pass fail 7 no-answer usage function 1');
});
