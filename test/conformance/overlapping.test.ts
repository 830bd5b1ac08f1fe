import { startReceiver } from '../../src/api/receiver.ts';
import { type VerifyOptions, verify } from '../../src/api/verify.ts';
import { hookproof } from '../support/cli.ts';
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

async function judged(contract: string, path: string, options: Partial<VerifyOptions> = {}) {
  const receiver = await startReceiver({ contract });
  open.push(receiver);
  const { summary, cases, coverage } = await verify({ ...options, target: receiver.url + path, contract });
  const wrong = cases.filter(({ status }) => ['FAIL', 'ERROR', 'BLOCKED'].includes(status)).map(({ id }) => id);
  const left = coverage?.unexercised.filter(({ keyword }) => keyword === 'schema').map(({ pointer }) => pointer);
  const passed = cases.filter(({ status }) => status === 'PASS').map(({ id }) => id);
  return { verdict: summary.verdict, wrong, left, passed };
}

/** Writes events as they were recorded, a folder of one file each. */
function recordedFolder(...events: object[]): Promise<string> {
  return folderWith(Object.fromEntries(events.map((event, at) => [`${at}.json`, JSON.stringify(event)])));
}

/** Fits one of the two alternatives: the other one wants a text for the note. */
const onlyParcel = { id: '7', note: 7 };

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
    expect(result).toMatchObject({ verdict: 'pass', wrong: [] });
    expect(left).toContain('/paths/~1parcels/post/requestBody');
  },
);

test('where no good event can be made a recorded one serves, and the cases stand beside it', async () => {
  const contract = await contractOf({ '/parcels': taken({ oneOf: [parcel, note] }) });
  const { passed, ...result } = await judged(contract, '/parcels', { recordings: [await recordedFolder(onlyParcel)] });
  expect(result).toEqual({ verdict: 'pass', wrong: [], left: [] });
  expect(passed).toContain('errors.acceptance-leaks-nothing');
  expect(passed).toContainEqual(expect.stringMatching(/^recorded\./));
});

test('an operation of several is not left out whose recorded event is good', async () => {
  const contract = await contractOf({ '/parcels': taken({ oneOf: [parcel, note] }), '/notes': taken(note) });
  const requests = [{}, onlyParcel].map((body) => ({
    request: { method: 'POST', url: 'http://127.0.0.1/parcels', body: JSON.stringify(body) },
  }));
  const recorded = await recordedFolder(...requests);
  const { passed, ...result } = await judged(contract, '', { recordings: [recorded] });
  expect(result).toEqual({ verdict: 'pass', wrong: [], left: [] });
  expect(passed).toContainEqual(expect.stringMatching(/^recorded\./));
});

test('a recorded event that is invalid does not serve, and what would serve is said', async () => {
  const contract = await contractOf({ '/parcels': taken({ oneOf: [parcel, note] }) });
  const events = await recordedFolder({}, { id: 7, note: 7 });
  const told = await hookproof(['verify', '--url', 'http://127.0.0.1:9', '--contract', contract, '--events', events]);
  expect(told).toMatchObject({ status: 2, stdout: '' });
  expect(told.stderr).toMatch(/no legal example of an event can be made from its schemas\n.* --events/);
});
