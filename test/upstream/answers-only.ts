import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hookproof, hookproofServing, type RunningServer } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

const answer = (example: object) => ({ 200: { description: 'ok', content: { 'application/json': { example } } } });
const get = { operationId: 'look', responses: answer({ degrees: 3 }) };
const api = (paths: object, more: object = {}) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'Weather', version: '1' }, paths, ...more });
const form = { content: { 'multipart/form-data': { schema: { type: 'object' } } } };
const notice = { content: { 'application/json': { schema: { type: 'object' } } } };

/** APIs by which no event comes and that call nobody back, and one whose events are received elsewhere. */
const documents = {
  'get.json': api(
    {
      '/weather/{city}': {
        parameters: [{ name: 'city', in: 'path', required: true, schema: { type: 'string' }, example: 'Oslo' }],
        get: {
          ...get,
          parameters: [{ name: 'unit', in: 'query', required: true, schema: { type: 'string', enum: ['c', 'f'] } }],
        },
      },
    },
    {
      security: [{ Key: [] }],
      components: { securitySchemes: { Key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    },
  ),
  'form.json': api({ '/photos': { post: { requestBody: form, responses: answer({ id: 7 }) } } }),
  'webhooks.json': api(
    { '/weather': { get } },
    { webhooks: { changed: { post: { requestBody: notice, responses: { 200: { description: 'taken' } } } } } },
  ),
  'misspelt.json': api({ '/weather': { get: { ...get, responses: { 200: { content: {} } } } } }),
  'empty.json': api({}),
};

let folder = '';
const running: RunningServer[] = [];
const mocking = async (file: string): Promise<RunningServer> => {
  const mock = await hookproofServing(['mock', '--contract', `${folder}/${file}`]);
  running.push(mock);
  return mock;
};

beforeAll(async () => {
  folder = await folderWith(documents);
});
afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await removeFolders();
});

test.each([
  ['get.json', 'mocks GET /weather/{city}'],
  ['form.json', 'mocks POST /photos'],
  ['webhooks.json', 'mocks GET /weather'],
])('an API that calls nobody back is mocked, and one line says that no events come of it: %s', async (file, mocked) => {
  const { stderr } = (await mocking(file)).output();
  expect(stderr).toContain(`\n${mocked}\n`);
  expect(stderr.match(/^note: no operation calls back, so no events are delivered$/gm)).toHaveLength(1);
});

test('the line that is printed for an API of GET alone gets its answer, which others do not', async () => {
  const mock = await mocking('get.json');
  const { stderr } = mock.output();
  const lines = stderr.split('\n');
  const exports = lines.filter((line) => line.startsWith('export'));
  const curl = lines.filter((line) => line.startsWith('curl'));
  expect(curl).toHaveLength(1);
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', [...exports, ...curl].join('\n')]);
  expect(stdout).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\{"degrees":3\}$/);
  const statusOf = async (path: string, key?: string): Promise<number> => {
    const headers = key === undefined ? {} : { 'x-api-key': key };
    return (await fetch(mock.url + path, { headers })).status;
  };
  const key = /HOOKPROOF_PRIVATE_KEY=(\S+)/.exec(stderr)?.[1] ?? '';
  expect(await statusOf('/weather/Oslo?unit=c', key)).toBe(200);
  expect(await statusOf('/weather/Oslo?unit=c')).toBe(401);
  expect(await statusOf('/weather/Oslo?unit=c', 'another')).toBe(401);
  expect(await statusOf('/weather/Oslo?unit=k', key)).toBe(422);
  expect(await statusOf('/elsewhere', key)).toBe(404);
});

test('an upload that is no JSON is answered, and the page of its mock says that nothing is delivered', async () => {
  const mock = await mocking('form.json');
  const photo = new FormData();
  photo.set('photo', 'x');
  const answered = await fetch(`${mock.url}/photos`, { method: 'POST', body: photo });
  expect([answered.status, await answered.json()]).toEqual([200, { id: 7 }]);
  const overview = await fetch(`${mock.url}/_hookproof/api/overview`);
  expect(await overview.json()).toMatchObject({
    title: 'Weather',
    role: 'sender',
    operations: [],
    start: [],
    events: 0,
  });
  expect((await fetch(`${mock.url}/_hookproof/api/events/1`)).status).toBe(404);
});

test.each([
  ['empty.json', [], 'empty.json: no operation takes a body'],
  ['misspelt.json', [], '/paths/~1weather/get/responses/200'],
  ['get.json', ['--operation', 'look'], 'get.json: no operation takes a body'],
])('what is wrong with such a document is said all the same: %s %j', async (file, options, says) => {
  const { status, stdout, stderr } = await hookproof(['mock', '--contract', `${folder}/${file}`, ...options]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
});

test.each([
  [{ type: 'object', required: ['id'] }, '{}'],
  [{ type: 'object' }, '[]'],
  [{ type: ['object', 'array'] }, 'null'],
  [{}, undefined],
])('the line that shows a refusal sends what %j refuses', async (schema, body) => {
  const responses = { 200: { description: 'taken' }, 400: { description: 'refused' } };
  const post = { requestBody: { required: true, content: { 'application/json': { schema } } }, responses };
  const document = { openapi: '3.1.0', info: { title: 'Notes', version: '1' }, paths: { '/notes': { post } } };
  const folder = await folderWith({ 'notes.json': JSON.stringify(document) });
  const mock = await hookproofServing(['mock', '--contract', `${folder}/notes.json`]);
  const said = mock.output().stderr;
  await mock.stop();
  const [, command] = /# 400: an illegal one\n(.*)\n/.exec(said) ?? [];
  expect(command?.endsWith(`--data-raw '${body}'`)).toBe(body === undefined ? undefined : true);
});
