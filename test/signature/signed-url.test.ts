import { readFile } from 'node:fs/promises';
import { verify } from '../../src/index.ts';
import { loadUpstream } from '../../src/upstream/load.ts';
import { hookproof, hookproofServing, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const contract = `${root}test/contracts/webhooks-31.yaml`;
const given = ['--contract', contract, '--signature', 'square'];
const registered = 'https://shop.example/hooks?shop=7';

/** Starts a receiver that signs the URL that it is told in its environment, whatever address it is called at. */
const receiverFile = `
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
const { HOOKPROOF_URL: url, HOOKPROOF_PRIVATE_KEY: key, PORT } = process.env;
createServer(async (request, response) => {
  const body = await buffer(request);
  const right = createHmac('sha256', key).update(url).update(body).digest('base64');
  response.writeHead(request.headers['x-square-hmacsha256-signature'] === right ? 202 : 401).end();
}).listen(Number(PORT), '127.0.0.1');
`;

test('the URL that is signed may be another than the one that is called, on both sides', async () => {
  const receiver = await hookproofServing(['serve', ...given, '--signed-url', registered]);
  const simulate = (...more: string[]) =>
    hookproof(['simulate', 'every-event', ...given, '--retries', '0', '--to', `${receiver.url}/webhooks`, ...more]);
  expect((await simulate('--signed-url', registered)).status).toBe(0);
  expect((await simulate()).status).toBe(1);
  expect((await receiver.stop()).stderr).toContain(`--signed-url '${registered}' --to ${receiver.url}`);
});

test.each([
  ['the address that it is called at, without its query', []],
  ['the URL that is signed', ['--signed-url', registered]],
])('a receiver that is started finds in HOOKPROOF_URL %s', async (_, more) => {
  const folder = await folderWith({ 'app.mjs': receiverFile });
  const command = ['verify', ...given, '--exec', `'${process.execPath}' ${folder}/app.mjs`, '--path', '/hooks?shop=7'];
  const cases = ['--case', 'signature.over-another-body', '--case', 'routing.post'];
  const { status, stdout } = await hookproof([...command, ...cases, ...more]);
  expect([status, stdout.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(/^PASS 2 of 2 cases passed \(bad events may be ignored\);/),
  ]);
});

test('the line that judges a case again names the URL that is signed', async () => {
  const folder = await folderWith({
    'app.mjs': 'export default (request, response) => void request.resume().on("end", () => response.end());',
  });
  const command = [
    'verify',
    ...given,
    '--module',
    `${folder}/app.mjs`,
    '--case',
    'signature.wrong',
    '--report',
    'json',
  ];
  const { stdout } = await hookproof([...command, '--signed-url', registered]);
  expect(JSON.parse(stdout).cases[0].reproduce).toContain(`--signature 'square' --signed-url '${registered}'`);
});

test('code names it as an option of the contract, and a mock for each callback', async () => {
  const options = { contract, signature: 'square', signedUrl: registered };
  const target = { exec: `'${process.execPath}' app.mjs` };
  const folder = await folderWith({ 'app.mjs': receiverFile });
  target.exec = target.exec.replace('app.mjs', `${folder}/app.mjs`);
  expect((await verify({ ...options, target, cases: ['routing.post'] })).summary.verdict).toBe('pass');
  const upstream = await loadUpstream({ ...options, contract: `${root}test/contracts/callbacks-30.yaml` });
  const signed = upstream.callers.flatMap(({ callbacks }) => callbacks.map(({ contract: each }) => each.security));
  expect(signed.length).toBeGreaterThan(0);
  for (const security of signed) expect(security).toMatchObject([[{ source: { scheme: { url: registered } } }]]);
});

test('a configuration names it for all commands, and a scheme by a file beside itself', async () => {
  const folder = await folderWith({
    'ci/ours.yaml': await readFile(`${root}openapi/signatures/square.yaml`),
    'ci/settings.json': JSON.stringify({ contract, signature: 'ours.yaml', signedUrl: registered }),
  });
  const receiver = await hookproofServing(['serve', ...given, '--signed-url', registered]);
  const to = `${receiver.url}/webhooks`;
  const { status } = await hookproof(['simulate', 'every-event', '--config', `${folder}/ci/settings.json`, '--to', to]);
  expect(status).toBe(0);
  await receiver.stop();
});

test('what is no URL is refused', async () => {
  const { status, stderr } = await hookproof(['simulate', '--list', ...given, '--signed-url', 'shop.example']);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/--signed-url: "url" .* wants an http or https URL/)]);
});

test('where no signature is over a URL, that is said', async () => {
  const receiver = await hookproofServing([
    'serve',
    '--auth',
    'none',
    '--contract',
    contract,
    '--signed-url',
    registered,
  ]);
  expect((await receiver.stop()).stderr).toContain(
    'note: --signed-url changes nothing: no signature here is over a URL',
  );
});
