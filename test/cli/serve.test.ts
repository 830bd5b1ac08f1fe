import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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
