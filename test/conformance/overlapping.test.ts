import { startReceiver } from '../../src/api/receiver.ts';
import { verify } from '../../src/api/verify.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const open: { close(): unknown }[] = [];
afterAll(async () => {
  for (const each of open) await each.close();
  await removeFolders();
});

const text = { type: 'string' };
const parcel = { type: 'object', properties: { id: text } };
const note = { type: 'object', properties: { note: text } };
const taken = (schema: object) => ({
  post: {
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 204: { description: 'taken' } },
  },
});

/** Writes a contract of open alternatives, whose events fit several of them unless they are made with care. */
async function contractOf(paths: Record<string, object>): Promise<string> {
  const document = { openapi: '3.0.3', info: { title: 'Parcels', version: '1' }, paths };
  return `${await folderWith({ 'api.json': JSON.stringify(document) })}/api.json`;
}

async function judged(contract: string, path: string) {
  const receiver = await startReceiver({ contract });
  open.push(receiver);
  const { summary, cases, coverage } = await verify({ target: receiver.url + path, contract });
  const wrong = cases.filter(({ status }) => ['FAIL', 'ERROR', 'BLOCKED'].includes(status)).map(({ id }) => id);
  return { verdict: summary.verdict, wrong, left: coverage?.unexercised.map(({ pointer }) => pointer) };
}

test('cases stand beside a good event that fits one alternative, where the first ones fit several', async () => {
  const lists = [parcel, text].map((items) => ({ type: 'array', items }));
  const contract = await contractOf({ '/parcels': taken({ oneOf: [...lists, parcel, note] }) });
  expect(await judged(contract, '/parcels')).toMatchObject({ verdict: 'pass', wrong: [] });
});

test('a contract of whose schemas no good event can be made is refused', async () => {
  const contract = await contractOf({ '/parcels': taken({ oneOf: [parcel, note] }) });
  await expect(judged(contract, '/parcels')).rejects.toThrow('no legal example of an event can be made');
});

test.each(['', '/parcels', '/notes'])(
  'of several operations such a one is left out, at the address of "%s", too',
  async (path) => {
    const contract = await contractOf({ '/parcels': taken({ oneOf: [parcel, note] }), '/notes': taken(note) });
    const { left, ...result } = await judged(contract, path);
    expect(result).toEqual({ verdict: 'pass', wrong: [] });
    expect(left).toContain('/paths/~1parcels/post/requestBody');
  },
);
