import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Overview } from '../../src/inspector/views.ts';
import { hookproofServer, hookproofServing, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test.each([
  ['keys', '-H "x-private-key: $HOOKPROOF_PRIVATE_KEY"'],
  ['signature', `-H "x-signature: $(printf %s '{"event":`],
])('at its start a receiver prints a curl line that delivers a first event with %s', async (auth, header) => {
  const receiver = await hookproofServing(['serve', '--auth', auth]);
  const { stderr } = await receiver.stop();
  const line = /^try it: +(curl .*)$/m.exec(stderr)?.[1];
  expect(line).toContain(`-X POST '${receiver.url}/`);
  expect(line).toContain(header);
});

test.each([
  ['HOOKPROOF_SECRET', 'it-is-a-secret-of-tests'],
  ['HOOKPROOF_PRIVATE_KEY', 'it-is-a-secret-of-tests'],
  ['HOOKPROOF_SECRET', 'the-one-of-now,the-one-before'],
])(
  'the line works as it stands in the shell that has the secret as %s, and no key is printed that nothing asks for',
  async (name, secret) => {
    const env = { [name]: secret, PATH: process.env.PATH ?? '' };
    const args = ['serve', '--contract', `${root}examples/contracts/github.yaml`, '--signature', 'github'];
    const receiver = await hookproofServer(args, { cwd: await folderWith({}), env });
    const line = /^try it: +(.*)$/m.exec(receiver.output().stderr)?.[1] ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', line], { env });
    const { stderr } = await receiver.stop();
    expect(stdout.split('\r\n')[0]).toBe('HTTP/1.1 202 Accepted');
    expect(stderr).not.toMatch(/^export /m);
  },
);

/** Asks for two operations, and by its overlay for one header more of each. */
const shop = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  webhooks: Object.fromEntries(
    ['order.made', 'order.paid'].map((name) => {
      const schema = { type: 'object', required: ['kind'], properties: { kind: { const: name } } };
      const requestBody = { required: true, content: { 'application/json': { schema } } };
      return [
        name,
        { post: { requestBody, security: [{ signed: [] }], responses: { 200: { description: 'Taken' } } } },
      ];
    }),
  ),
  components: { securitySchemes: { signed: { type: 'apiKey', in: 'header', name: 'x-signed' } } },
};
const wantsTenant = {
  overlay: '1.0.0',
  info: { title: 'Tenants', version: '1' },
  actions: [
    {
      target: '$.webhooks.*.post',
      update: { parameters: [{ name: 'x-tenant', in: 'header', required: true, schema: { const: 'acme' } }] },
    },
  ],
};
const signed = `header: x-signed
value: "{signature}"
signed: "{body}"
algorithm: hmac-sha256
encoding: hex
`;

test('what the page says to run works in a new terminal, in any folder, whatever options the receiver has', async () => {
  const cwd = await folderWith({
    'shop.json': JSON.stringify(shop),
    'tenant.json': JSON.stringify(wantsTenant),
    'own.yaml': signed,
    'bin/hookproof': `#!/bin/sh\nexec '${process.execPath}' '${root}dist/cli/bin.js' "$@"\n`,
  });
  await chmod(join(cwd, 'bin/hookproof'), 0o755);
  const options = ['--overlay', 'tenant.json', '--operation', 'order.paid', '--signature', 'own.yaml', '--path', '/in'];
  const receiver = await hookproofServer(['serve', '--journal', 'memory', '--contract', 'shop.json', ...options], {
    cwd,
    env: { PATH: process.env.PATH ?? '' },
  });
  const { start }: Overview = await (await fetch(`${receiver.url}/_hookproof/api/overview`)).json();
  const elsewhere = { cwd: await folderWith(), env: { PATH: `${join(cwd, 'bin')}:${process.env.PATH}` } };
  const said: string[] = [];
  for (const { command } of start) said.push((await promisify(execFile)('sh', ['-c', command], elsewhere)).stdout);
  await receiver.stop();
  expect(said).toEqual([expect.stringMatching(/^HTTP\/1\.1 200 /), expect.stringContaining('PASS 1 event')]);
});
