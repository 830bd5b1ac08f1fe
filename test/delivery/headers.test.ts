import { accepted, settled } from '../support/calls.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

afterEach(closeOrigins);
afterAll(removeFolders);

const own = ['--header', 'X-Shop: spice', '--header', 'User-Agent:somebody/1.0'];
const wanted = { 'x-shop': 'spice', 'user-agent': 'somebody/1.0', 'content-type': 'application/json' };

test('send and simulate put headers of one’s own on every delivery, in the place of theirs', async () => {
  const { url, received } = await inbox();
  const sent = await hookproof(['send', 'call.completed', '--to', url, ...own]);
  const simulated = await hookproof(['simulate', 'aborted', '--to', url, ...own]);
  expect([sent.status, simulated.status]).toEqual([0, 0]);
  expect(received.length).toBe(3);
  for (const { headers } of received) expect(headers).toMatchObject(wanted);
  await hookproof(['send', 'call.completed', '--to', url, '--header', 'content-type: text/plain']);
  expect(received.at(-1)?.headers['content-type']).toBe('text/plain');
  const { stdout } = await hookproof(['send', 'call.completed', '--to', url, '--curl', ...own]);
  expect(stdout).toContain(" -H 'X-Shop: spice' -H 'User-Agent: somebody/1.0' ");
});

test('the mock puts them on what it calls back', async () => {
  const { url, received } = await inbox();
  const mock = await hookproofServing(['mock', '--speed', 'instant', ...own]);
  await settled(mock.url, await accepted(mock.url, { callbackUrl: url }));
  await mock.stop();
  expect(received.length).toBeGreaterThan(2);
  for (const { headers } of received) expect(headers).toMatchObject(wanted);
});

/** A receiver behind something that wants a header, which it shows to everybody. */
const guarded = `export default (request, response) => {
  request.resume();
  const token = request.headers['x-token'];
  response.writeHead(token === 'hush-hush' ? 200 : 500).end('got ' + token);
};`;

test('verify puts them on every delivery, and no report shows what they hold', async () => {
  const module = `${await folderWith({ 'guarded.mjs': guarded })}/guarded.mjs`;
  const args = ['verify', '--module', module, '--case', 'auth.wrong-private-key', '--report', 'json'];
  const { status, stdout } = await hookproof([...args, '--header', 'x-token: hush-hush']);
  expect(status).toBe(1);
  const [failed] = JSON.parse(stdout).cases;
  expect([failed.actual, stdout.includes('hush')]).toEqual([expect.stringMatching(/^200/), false]);
  expect(stdout).toContain('got <x-token>');
  expect(failed.reproduce).toContain(" --header 'x-token: …'");
});

test.each(['x-shop', 'x shop: 1', ': 1', 'x-shop: a\nb'])('a header such as %j is refused', async (header) => {
  const { status, stderr } = await hookproof([
    'send',
    'call.completed',
    '--to',
    'http://127.0.0.1:9',
    '--header',
    header,
  ]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('--header wants a name, a colon and a value')]);
});
