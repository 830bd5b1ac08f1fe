import { hookproof, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** Verifies the signature of GitHub's scheme; `secret` is how the key is come by, `denies` what else denies a delivery. */
const receiver = (secret: string, denies = 'false') => `
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
const secret = ${secret};
createServer(async (request, response) => {
  const body = await buffer(request);
  const given = request.headers['x-hub-signature-256'] ?? '';
  const right = () => given === 'sha256=' + createHmac('sha256', secret).update(body).digest('hex');
  try {
    response.writeHead(${denies} || !right() ? 401 : 202).end();
  } catch {
    response.writeHead(500).end();
  }
}).listen(Number(process.env.PORT), '127.0.0.1');
`;
const variable = 'process.env.HOOKPROOF_PRIVATE_KEY';
const refusing = `${variable} ?? process.exit(3)`;

test.each([
  ['refuses to start', receiver(refusing), 0, 'PASS'],
  ['denies everything', receiver(variable, `!${variable}`), 0, 'PASS'],
  ['fails on everything', receiver(variable), 0, 'PASS'],
  ['falls back to an empty key', receiver(`${variable} ?? ''`), 1, 'FAIL'],
  ['takes the absent key for a word', receiver(`String(${variable})`), 1, 'FAIL'],
  ['checks nothing', receiver(variable).replace('!right()', `${variable} && !right()`), 1, 'FAIL'],
])('a receiver that %s without its secret', async (_, app, status, verdict) => {
  const folder = await folderWith({ 'app.mjs': app });
  const command = ['verify', '--contract', `${root}test/contracts/webhooks-31.yaml`, '--signature', 'github'];
  const exec = ['--exec', `'${process.execPath}' ${folder}/app.mjs`, '--case', 'signature.without-secret'];
  const { stdout, ...ended } = await hookproof([...command, ...exec, '--report=json'], {
    env: { HOOKPROOF_SECRET: 'fake_secret' },
  });
  // It is told of no key that nothing asks for.
  expect(ended).toEqual({ status, stderr: '' });
  expect(JSON.parse(stdout).cases).toMatchObject([{ id: 'signature.without-secret', status: verdict }]);
});
