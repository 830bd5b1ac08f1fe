import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** The application of the README's example: it creates an order for each one that is recovered. */
const application = `
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
`;

test('the example of the README holds under a jest of its own, which ends by itself', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const example = /```js\n\/\/ calls\.test\.js\n(.*?)```/s.exec(readme)?.[1] ?? '';
  expect(example).toContain('simulateCall(app');
  const project = await folderWith({
    'package.json': '{ "name": "shop", "private": true, "type": "module", "jest": { "transform": {} } }',
    'calls.test.js': example,
    'app.js': application,
  });
  await mkdir(`${project}/node_modules`);
  await symlink(root, `${project}/node_modules/hookproof`);
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
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [status] = await once(child, 'close');
  expect(output).toContain('Tests:       2 passed, 2 total');
  // What jest says when something stays open.
  expect(output).not.toMatch(/did not exit|force exited|open handle/);
  expect(status).toBe(0);
}, 240_000);
