import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { root } from '../support/cli.ts';
import { removeFolders } from '../support/folder.ts';
import { projectWith } from '../support/project.ts';

afterAll(removeFolders);

const files = {
  // It creates an order for each one that is recovered.
  'app.js': `
export const orders = [];
export const app = (request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const { event, metadata } = JSON.parse(body);
    if (event.type === 'action') orders.push({ call: event.data.call.id, cart: metadata.cart });
    response.end();
  });
};
`,
  'receiver.js': `
import { createReceiver } from 'hookproof/receiver';
export const receiver = await createReceiver();
export const ownReceiver = await createReceiver({ contract: 'openapi.yaml' });
`,
};

test('the examples of the page hold under a jest of their own, which ends by itself', async () => {
  const page = await readFile(`${root}docs/jest.md`, 'utf8');
  const examples = [...page.matchAll(/```js\n\/\/ (\S+\.test\.js)\n(.*?)```/gs)].map(([, name = '', code = '']) => [
    name,
    code,
  ]);
  expect(examples.map(([name]) => name)).toEqual(['conformance.test.js', 'own-contract.test.js', 'calls.test.js']);
  const contract = await readFile(`${root}test/contracts/webhooks-31-keys.yaml`, 'utf8');
  const project = await projectWith({ ...files, 'openapi.yaml': contract, ...Object.fromEntries(examples) });
  const { status, output } = await jestIn(project);
  expect(output).toContain('Test Suites: 3 passed, 3 total');
  expect(Number(/Tests: .*?(\d+) passed/.exec(output)?.[1])).toBeGreaterThan(150);
  // What jest says when something stays open.
  expect(output).not.toMatch(/did not exit|force exited|open handle/);
  expect(status).toBe(0);
});

test('a receiver that breaks its own contract fails the cases that are meant for it; a contract that is missing is named', async () => {
  const contract = await readFile(`${root}test/contracts/webhooks-31-keys.yaml`, 'utf8');
  const describing = (options: string): string => `
import { describeConformance } from 'hookproof/jest';
describeConformance((request, response) => { request.resume(); response.end(); }, ${options});
`;
  const project = await projectWith({
    'openapi.yaml': contract,
    'lax.test.js': describing(`{ contract: 'openapi.yaml', groups: ['auth'] }`),
    'missing.test.js': describing(`{ contract: 'nowhere.yaml' }`),
  });
  const { status, output } = await jestIn(project);
  expect(output).toContain('conformance › MUST auth.first-wrong-private-key');
  expect(output).toContain('nowhere.yaml: no such file');
  expect(status).toBe(1);
});

/** Runs jest in a project, to its end. */
async function jestIn(project: string): Promise<{ status: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [`${root}node_modules/jest/bin/jest.js`, '--runInBand', '--testTimeout=60000'],
    {
      cwd: project,
      env: {
        PATH: process.env.PATH ?? '',
        NODE_OPTIONS: '--experimental-vm-modules',
        NODE_NO_WARNINGS: '1',
        CI: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const [status] = await once(child, 'close');
  return { status, output };
}
