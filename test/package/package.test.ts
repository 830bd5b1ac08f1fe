import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const run = promisify(execFile);

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
    'lax.js': 'export default (request, response) => { request.resume(); response.end(); };',
    'use.js': "import { loadContract } from 'hookproof'; console.log((await loadContract()).eventTypes.length);",
    'entries.ts': entries,
  });
  await run('npm', ['pack', '--pack-destination', project], { cwd: root });
  const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...quiet, tarball], { cwd: project });
});

afterAll(removeFolders);

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
