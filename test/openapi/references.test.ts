import { readDocument } from '../../src/openapi/read/read.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const dead = { $ref: '#/nowhere' };
const unread = { $ref: 'gone.yaml' };
const data = { example: unread, default: dead, enum: [dead, [unread]], const: { deep: dead }, examples: [unread] };

/** Reads a document whose webhook refers to the files beside it. */
async function webhookOf(media: object, files: Record<string, unknown>) {
  const webhook = { post: { requestBody: { content: { 'application/json': media } }, responses: {} } };
  const document = { openapi: '3.1.0', info: { title: 'Locks', version: '1' }, webhooks: { opened: webhook } };
  const texts = Object.entries({ 'locks.json': document, ...files }).map(([name, file]) => [
    name,
    JSON.stringify(file),
  ]);
  const folder = await folderWith(Object.fromEntries(texts));
  const read = (await readDocument(`${folder}/locks.json`)).document as unknown as typeof document;
  return read.webhooks.opened.post.requestBody.content['application/json'];
}

test('what examples and other values call $ref stays as it is, in the document and in the files that it refers to', async () => {
  const lock = { type: 'object', properties: { door: { type: 'object', ...data } } };
  const schema = { allOf: [{ $ref: 'lock.json' }, { ...data }] };
  expect(await webhookOf({ schema }, { 'lock.json': lock })).toEqual({ schema: { allOf: [lock, data] } });
});

test('properties of such names are schemas, and named examples may be references', async () => {
  const names = { example: { $ref: 'levels.json#/a' }, value: { $ref: 'levels.json#/b' } };
  const levels = { a: { type: 'integer' }, b: { type: 'string' } };
  const shut = { value: { door: dead } };
  const media = await webhookOf(
    { schema: { properties: names }, examples: { shut: { $ref: 'shut.json' }, open: { value: unread } } },
    { 'levels.json': levels, 'shut.json': shut },
  );
  expect(media).toMatchObject({ schema: { properties: { example: levels.a, value: levels.b } } });
  expect(media).toMatchObject({ examples: { shut, open: { value: unread } } });
});
