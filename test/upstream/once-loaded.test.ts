import { PassThrough } from 'node:stream';
import { serveUntilStopped } from '../../src/cli/signals.ts';
import { healthRoutes } from '../../src/edge/health.ts';
import { startServer } from '../../src/edge/server.ts';
import { type Loaded, onceLoaded } from '../../src/upstream/once-loaded.ts';
import { deliver } from '../support/deliver.ts';

/** Starts a server whose answers are loaded when the test says so. */
async function loading() {
  const { promise, resolve, reject } = Promise.withResolvers<Loaded<string>>();
  const { listener, load, whyNot } = onceLoaded(() => promise);
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const server = await startServer(
    (request, response) => {
      listener(request, response);
      isAsked();
    },
    { port: 0, host: '127.0.0.1', own: { routes: healthRoutes(async () => whyNot()) } },
  );
  const ready = async () => (await deliver(server.url, '', { method: 'GET', path: '/_hookproof/ready' })).status;
  return { server, loaded: load(), asked, ready, resolve, reject };
}

test('a request that comes before what answers it waits, and the server is not ready until then', async () => {
  const { server, loaded, asked, ready, resolve } = await loading();
  const early = deliver(server.url, 'body');
  await asked;
  expect(await ready()).toBe(503);
  resolve({ value: 'a note', listener: (request, response) => void request.pipe(response) });
  expect(await loaded).toBe('a note');
  expect(await early).toMatchObject({ status: 200, body: 'body' });
  expect((await deliver(server.url, 'later')).body).toBe('later');
  expect(await ready()).toBe(200);
  await server.close();
});

test('where the loading fails, who waits is told so, and the command ends with what was wrong', async () => {
  const { server, loaded, asked, reject } = await loading();
  const early = deliver(server.url, 'body');
  await asked;
  const { stdout, stderr } = { stdout: new PassThrough(), stderr: new PassThrough() };
  const context = { stdout, stderr, exit: () => {}, endNow: () => {} };
  const ended = serveUntilStopped(context, server.url, () => server.close(), loaded);
  reject(new Error('not to be loaded'));
  await expect(ended).rejects.toThrow('not to be loaded');
  expect((await early).status).toBe(503);
  expect(String(stdout.read())).toBe(`listening on ${server.url}\n`);
});
