import { readdir, readFile } from 'node:fs/promises';
import { startReceiver } from '../../src/api/receiver.ts';
import { record } from '../../src/api/record.ts';
import { verify } from '../../src/api/verify.ts';
import { hookproof, hookproofServing } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';

const open: { close(): unknown }[] = [];
afterAll(async () => {
  for (const each of open) await each.close();
  await Promise.all([closeOrigins(), removeFolders()]);
});

const taking = (schema: object) => ({
  post: {
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 204: { description: 'taken' } },
  },
});
const id = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
const faulty: Record<string, object> = {
  'demands itself without end': { $ref: '#/components/schemas/Endless' },
  'demands what excludes itself': { allOf: [id, { type: 'string' }] },
};

/** Writes a contract whose first operation no event can meet. */
async function contractOf(fault: string): Promise<string> {
  const Endless = {
    type: 'object',
    required: ['inner'],
    properties: { inner: { $ref: '#/components/schemas/Endless' } },
  };
  const document = {
    openapi: '3.0.3',
    info: { title: 'Parcels', version: '1' },
    paths: { '/faulty': taking(faulty[fault] as object), '/parcels': taking(id), '/notes': taking(id) },
    components: { schemas: { Endless } },
  };
  return `${await folderWith({ 'api.json': JSON.stringify(document) })}/api.json`;
}

const send = (url: string, path: string) =>
  fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":"a"}' });

describe.each(Object.keys(faulty))('of several operations one %s', (fault) => {
  test('a receiver takes the events of the others, and is judged right', async () => {
    const contract = await contractOf(fault);
    const receiver = await startReceiver({ contract });
    open.push(receiver);
    expect((await verify({ target: receiver.url, contract })).summary).toMatchObject({ verdict: 'pass', fail: 0 });
    expect((await send(receiver.url, '/faulty')).status).toBe(400);
    expect((await send(receiver.url, '/parcels')).status).toBe(204);
  });

  test.each([['serve', '--journal', 'memory'], ['listen'], ['mock']])('%s starts', async (...args) => {
    const server = await hookproofServing([...args, '--port', '0', '--contract', await contractOf(fault)]);
    const { stderr } = server.output();
    await server.stop();
    if (args[0] !== 'mock') expect(stderr).toMatch(new RegExp(`note: .*/faulty is refused: .*${fault}`));
  });

  test('a recording holds what passes, of that operation too, and is read again', async () => {
    const [contract, box] = [await contractOf(fault), await inbox()];
    const out = await folderWith({});
    const failures: unknown[] = [];
    const to = new URL(box.url).origin;
    const recorder = await record({ contract, to, out, onFailure: (error) => failures.push(error) });
    for (const path of ['/faulty', '/parcels']) expect((await send(recorder.url, path)).status).toBe(200);
    await recorder.close();
    const [file = ''] = await readdir(out);
    expect(failures).toEqual([]);
    expect((await readFile(`${out}/${file}`, 'utf8')).trim().split('\n')).toHaveLength(2);
    const { stdout } = await hookproof(['check', out, '--contract', contract]);
    expect(stdout).toContain('2 events in 1 file');
  });

  test('calls are simulated of the others', async () => {
    const box = await inbox();
    const to = new URL(box.url).origin;
    const { status } = await hookproof(['simulate', '--to', to, '--contract', await contractOf(fault)]);
    expect([status, box.received.map(({ path }) => path)]).toEqual([0, ['/parcels', '/notes']]);
  });
});
