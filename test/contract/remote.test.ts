import { gzipSync } from 'node:zlib';
import { loadContract } from '../../src/contract/load.ts';
import { readText } from '../../src/openapi/read/fetch.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';
import { document30 } from './documents.ts';

afterEach(closeOrigins);
afterAll(removeFolders);

const json = JSON.stringify(document30);

/** Redirects `/n` to `/n-1`, and answers at `/0`. */
const stairs = () =>
  origin((request, response) => {
    const step = Number(request.url?.slice(1));
    if (step > 0) response.writeHead(302, { location: `/${step - 1}` }).end();
    else response.end(json);
  });

test('a document is read from the URL that the user names', async () => {
  const url = await origin((_, response) => response.end(json));
  expect(await loadContract({ contract: `${url}/contract.json` })).toMatchObject({ title: 'Shop' });
});

test('a document is asked for as it is, lest the beginning of a packed one pass for all of it', async () => {
  const url = await origin((request, response) => {
    const packed = /gzip/.test(request.headers['accept-encoding'] ?? '');
    if (packed) response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(json).subarray(0, -40));
    else response.end(json);
  });
  expect(await readText(url, [new URL(url).host])).toBe(json);
});

test('three redirects on the same host are followed, a fourth is not', async () => {
  const url = await stairs();
  expect(await loadContract({ contract: `${url}/3` })).toMatchObject({ title: 'Shop' });
  await expect(loadContract({ contract: `${url}/4` })).rejects.toMatchObject({
    message: expect.stringContaining('more than 3 redirects'),
  });
});

test.each(['localhost', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '127.0.0.1'])(
  'a redirect to %s, which nobody named, is not followed',
  async (host) => {
    let asked = 0;
    const other = await origin((_, response) => {
      asked++;
      response.end(json);
    });
    const url = await origin((_, response) => {
      response.writeHead(307, { location: `http://${host}:${new URL(other).port}/contract.json` }).end();
    });
    await expect(loadContract({ contract: url })).rejects.toMatchObject({
      code: 'input',
      hint: expect.stringContaining('--allow-host'),
    });
    expect(asked).toBe(0);
  },
);

test('a redirect to a file is not followed', async () => {
  const url = await origin((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
  await expect(loadContract({ contract: url })).rejects.toMatchObject({ code: 'input' });
});

test('a document over 5 MiB is refused, whether or not it says its length', async () => {
  const large = Buffer.alloc(5 * 1024 * 1024 + 1, ' ');
  const url = await origin((request, response) => {
    if (request.url === '/declared') response.setHeader('content-length', large.length);
    response.end(large);
  });
  for (const path of ['/declared', '/chunked'])
    await expect(loadContract({ contract: url + path })).rejects.toMatchObject({
      message: expect.stringContaining('larger than'),
    });
});

test('an answer that does not come, and a body that does not end, are given up', async () => {
  const url = await origin((request, response) => {
    if (request.url === '/body') response.write('openapi: ');
  });
  const host = new URL(url).host;
  await expect(readText(`${url}/head`, [host], 100)).rejects.toMatchObject({
    message: expect.stringContaining('no answer within 0.1 s'),
  });
  await expect(readText(`${url}/body`, [host], 2_000)).rejects.toMatchObject({
    message: expect.stringContaining('took too long'),
  });
});

test.each([
  ['an error status', 404],
  ['nobody there', 0],
])('%s is bad input, on one line', async (_, status) => {
  const url = await origin((__, response) => response.writeHead(status || 200).end());
  if (status === 0) await closeOrigins();
  const { status: exit, stderr } = await hookproof(['serve', '--port', '0', '--contract', `${url}/contract.yaml`]);
  expect({ exit, lines: stderr.trim().split('\n').length }).toEqual({ exit: 2, lines: 1 });
  expect(stderr).toContain(url);
});

test('references to a host are fetched only when it is named', async () => {
  let asked = 0;
  const url = await origin((_, response) => {
    asked++;
    response.end('{"type":"object","required":["kind"],"properties":{"kind":{"type":"string","enum":["paid"]}}}');
  });
  const folder = await folderWith({ 'contract.json': json.replace('#/components/schemas/Paid"', `${url}/paid.json"`) });
  const contract = `${folder}/contract.json`;
  await expect(loadContract({ contract })).rejects.toMatchObject({
    code: 'input',
    hint: expect.stringContaining('--allow-host'),
  });
  expect(asked).toBe(0);
  expect(await loadContract({ contract, allowedHosts: [new URL(url).host] })).toMatchObject({ title: 'Shop' });
  expect(asked).toBe(1);
});

test('a document from the network may not refer to files of this machine', async () => {
  const url = await origin((_, response) =>
    response.end(json.replace('#/components/schemas/Paid"', 'file:///etc/hostname"')),
  );
  await expect(loadContract({ contract: `${url}/contract.json` })).rejects.toMatchObject({ code: 'input' });
});
