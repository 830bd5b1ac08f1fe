import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fetchCached } from '../../src/openapi/read/cache.ts';
import { contractFile } from '../drift/support.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { closeOrigins, origin } from '../support/origin.ts';

afterAll(removeFolders);
afterAll(closeOrigins);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A host whose answers can be changed, and which remembers what it was asked. */
async function host(first: Handler) {
  const asked: IncomingMessage['headers'][] = [];
  const state = { handler: first };
  const url = await origin((request, response) => {
    asked.push(request.headers);
    state.handler(request, response);
  });
  return { url: `${url}/openapi.yaml`, host: new URL(url).host, asked, state };
}

const published: Handler = (request, response) => {
  const same = request.headers['if-none-match'] === '"one"';
  response.writeHead(same ? 304 : 200, { etag: '"one"', 'last-modified': 'Thu, 15 Jan 2026 09:30:00 GMT' });
  response.end(same ? undefined : 'openapi: 3.0.3\n');
};

test('what has not changed is asked for once, and read from the copy after that', async () => {
  const { url, host: name, asked } = await host(published);
  const folder = `${await folderWith()}/kept/here`;
  const first = await fetchCached(url, [name], folder);
  const second = await fetchCached(url, [name], folder);
  expect([first, second].map((bytes) => Buffer.from(bytes).toString())).toEqual(Array(2).fill('openapi: 3.0.3\n'));
  expect(asked.map((headers) => [headers['if-none-match'], headers['if-modified-since']])).toEqual([
    [undefined, undefined],
    ['"one"', 'Thu, 15 Jan 2026 09:30:00 GMT'],
  ]);
  const files = await readdir(folder);
  expect(files).toHaveLength(2);
  for (const file of files) expect((await stat(`${folder}/${file}`)).mode & 0o077).toBe(0);
});

test('a copy that was spoilt is not used', async () => {
  const { url, host: name, asked } = await host(published);
  const folder = await folderWith();
  await fetchCached(url, [name], folder);
  const body = (await readdir(folder)).find((file) => file.endsWith('.body')) ?? '';
  await writeFile(`${folder}/${body}`, 'openapi: 3.9.9\n');
  expect(Buffer.from(await fetchCached(url, [name], folder)).toString()).toBe('openapi: 3.0.3\n');
  expect(asked[1]?.['if-none-match']).toBeUndefined();
});

test('a tag that no header can hold is not sent, and the document is fetched anew', async () => {
  const { url, host: name, asked } = await host(published);
  const folder = await folderWith();
  await fetchCached(url, [name], folder);
  const kept = (await readdir(folder)).find((file) => file.endsWith('.json')) ?? '';
  const text = await readFile(`${folder}/${kept}`, 'utf8');
  for (const tag of ['a\r\nx: y', '\u20ac']) {
    await writeFile(`${folder}/${kept}`, JSON.stringify({ ...JSON.parse(text), etag: tag }));
    expect(Buffer.from(await fetchCached(url, [name], folder)).toString()).toBe('openapi: 3.0.3\n');
    expect(asked.at(-1)?.['if-none-match']).toBeUndefined();
  }
});

test('one document can be fetched twice at once', async () => {
  const { url, host: name } = await host(published);
  const folder = await folderWith();
  await Promise.all(Array.from({ length: 10 }, () => fetchCached(url, [name], folder)));
  expect(await readdir(folder)).toHaveLength(2);
});

test.each([202, 204, 206])('an answer of %i is no document, though it looks like one', async (status) => {
  const { url, host: name } = await host((_, response) => {
    response.writeHead(status).end(status === 204 ? undefined : 'openapi: 3.0.3\n');
  });
  await expect(fetchCached(url, [name], await folderWith())).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining(`answered ${status}`),
  });
});

test('a name and a password in a URL are neither sent nor printed', async () => {
  const { url, host: name, asked } = await host(published);
  const secret = url.replace('//', '//someone:secret@');
  const failed = fetchCached(secret, [name], await folderWith());
  await expect(failed).rejects.toMatchObject({ code: 'input', message: expect.not.stringContaining('secret') });
  expect(asked).toEqual([]);
});

test('what has changed is fetched, and kept in place of the old', async () => {
  const { url, host: name, state } = await host(published);
  const folder = await folderWith();
  await fetchCached(url, [name], folder);
  state.handler = (_, response) => response.writeHead(200, { etag: '"two"' }).end('openapi: 3.1.0\n');
  expect(Buffer.from(await fetchCached(url, [name], folder)).toString()).toBe('openapi: 3.1.0\n');
  expect(await readdir(folder)).toHaveLength(2);
});

test.each([500, 404, 403])('an answer of %i is an error, though there is a copy', async (status) => {
  const { url, state } = await host((request, response) => {
    response.setHeader('etag', '"x"');
    void readFile(contractFile).then((text) => response.end(text));
    void request;
  });
  const folder = await folderWith();
  const args = ['drift', '--against', url, '--cache', folder];
  expect((await hookproof(args)).status).toBe(0);
  state.handler = (_, response) => response.writeHead(status).end();
  const { status: exit, stdout, stderr } = await hookproof(args);
  expect([exit, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`answered ${status}`);
});

test('an unchanged document is compared as it was kept, and 304 without a copy is an error', async () => {
  const text = (await readFile(contractFile, 'utf8')).replace(/^( +)- call\.rescheduled$/m, '$&\n$1- call.voicemail');
  const { url, asked, state } = await host((request, response) => {
    const same = request.headers['if-none-match'] === '"v"';
    response.writeHead(same ? 304 : 200, { etag: '"v"' }).end(same ? undefined : text);
  });
  const args = ['drift', '--against', url, '--cache', await folderWith()];
  const [first, second] = [await hookproof(args), await hookproof(args)];
  expect([first.status, second.status]).toEqual([1, 1]);
  expect(second.stdout).toBe(first.stdout);
  expect(asked[1]?.['if-none-match']).toBe('"v"');
  state.handler = (_, response) => response.writeHead(304).end();
  const { status, stderr } = await hookproof(['drift', '--against', url]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('answered 304')]);
});

test('a redirect to a host that nobody named is not followed', async () => {
  const other = await host(published);
  const elsewhere = other.url.replace('127.0.0.1', 'localhost');
  const { url } = await host((_, response) => response.writeHead(302, { location: elsewhere }).end());
  const { status, stderr } = await hookproof(['drift', '--against', url, '--cache', await folderWith()]);
  expect([status, stderr]).toEqual([2, expect.stringContaining('this host was not named')]);
  expect(other.asked).toEqual([]);
});
