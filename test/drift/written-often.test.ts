import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readDriftDocuments } from '../../src/drift/documents/read.ts';
import { runDrift } from '../../src/drift/run.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { drift } from './support.ts';

afterAll(removeFolders);

const names = Array.from({ length: 12 }, (_, index) => `event-${index}`);
const text = { type: 'string' };
const header = (name: string, more: object = {}) => ({ in: 'header', name, required: true, schema: text, ...more });
const json = (schema: object) => ({ 'application/json': { schema } });

interface Parts {
  parameters?: object[];
  security?: object[];
  media?: object;
  required?: boolean;
  /** What is said of a part of the body that each operation writes by itself. */
  sender?: object;
  responses?: object;
}

/** Webhooks that write all by themselves, and share nothing but the words. */
function document(partsOf: (name: string) => Parts): string {
  const webhook = (name: string) => {
    const { parameters = [], security = [], media = {}, required = true, sender = {}, responses = {} } = partsOf(name);
    const own = { type: 'object', properties: { [`${name}-only`]: text, sender: { type: 'object', ...sender } } };
    const post = {
      parameters,
      ...(security.length > 0 && { security }),
      requestBody: { required, content: { ...json(own), ...media } },
      responses: { 200: { description: `taken of ${name}` }, ...responses },
    };
    return [name, { post }];
  };
  return JSON.stringify({
    ...{ openapi: '3.1.0', info: { title: 'Written often', version: '1' } },
    webhooks: Object.fromEntries(names.map(webhook)),
    components: {
      securitySchemes: {
        one: { type: 'apiKey', in: 'header', name: 'x-one' },
        two: { type: 'apiKey', in: 'header', name: 'x-two' },
      },
    },
  });
}

const compare = async (old: (name: string) => Parts, now: (name: string) => Parts) => {
  const folder = await folderWith({ 'old.json': document(old), 'new.json': document(now) });
  const compared = { contract: `${folder}/old.json`, against: `${folder}/new.json` };
  return (await runDrift(compared, await readDriftDocuments(compared))).changes;
};

const answer = (headers: object, schema: object = {}) => ({
  201: { description: 'x', headers, content: json(schema) },
});

test.each<[string, Parts, Parts, string, string]>([
  ['a header that goes', { parameters: [header('X-A')] }, {}, 'parameter-removed', 'parameters/0'],
  ['a header that comes', {}, { parameters: [header('X-A')] }, 'parameter-added', 'parameters/0'],
  [
    'a header that may be missing',
    { parameters: [header('X-A')] },
    { parameters: [header('x-a', { required: false })] },
    'parameter-made-optional',
    'parameters/0',
  ],
  [
    'the value of a header',
    { parameters: [header('X-A', { schema: { enum: ['a'] } })] },
    { parameters: [header('X-A', { schema: { enum: ['a', 'b'] } })] },
    'enum-value-added',
    'parameters/0/schema/enum',
  ],
  ['security', { security: [{ one: [] }] }, { security: [{ two: [] }] }, 'security-changed', 'security'],
  ['a media type', {}, { media: { 'text/csv': {} } }, 'media-type-added', 'requestBody/content/text~1csv'],
  ['bodies that may be missing', {}, { required: false }, 'body-made-optional', 'requestBody'],
  ['a status', { responses: { 410: { description: 'gone' } } }, {}, 'response-removed', 'responses/410'],
  [
    'a header of an answer',
    { responses: answer({}) },
    { responses: answer({ 'X-A': { required: true, schema: text } }) },
    'response-header-added',
    'responses/201/headers/X-A',
  ],
  [
    'a value in an answer',
    { responses: answer({}, { enum: ['a', 'b'] }) },
    { responses: answer({}, { enum: ['a'] }) },
    'enum-value-removed',
    'responses/201/content/application~1json/schema/enum',
  ],
  [
    'a name in a part of bodies',
    { sender: { required: ['id'], properties: { id: text } } },
    { sender: { properties: { id: text } } },
    'required-dropped',
    'requestBody/content/application~1json/schema/properties/sender/properties/id',
  ],
])('%s, written in each of many operations, is one change', async (_, old, now, rule, place) => {
  const changes = await compare(
    () => old,
    () => now,
  );
  const [first, ...others] = names.map((name) => ({ pointer: `/webhooks/${name}/post/${place}`, affects: [name] }));
  expect(changes).toMatchObject([{ ...first, rule, affects: names, operations: names.length, also: others }]);
});

test('several names that went from a part are one change of all operations', async () => {
  const both = { id: text, at: text };
  const changes = await compare(
    () => ({ sender: { required: ['id', 'at'], properties: both } }),
    () => ({ sender: { properties: both } }),
  );
  expect(changes).toMatchObject([{ rule: 'required-dropped', before: ['id', 'at'], affects: names }]);
});

test('what is defined otherwise is a change of its own, whatever is said of it to people', async () => {
  const otherwise = { schema: { type: 'integer' } };
  const described = { description: 'says nothing of values' };
  const more = (name: string) => (name === 'event-3' ? otherwise : name === 'event-4' ? described : {});
  const changes = await compare(
    (name) => ({ parameters: [header('X-A', more(name))] }),
    () => ({}),
  );
  expect(changes.map(({ affects }) => affects)).toEqual([names.filter((name) => name !== 'event-3'), ['event-3']]);
});

test('the same under another name is a change of its own', async () => {
  const old = { parameters: [header('X-A', { schema: { enum: ['a'] } }), header('X-B', { schema: { enum: ['a'] } })] };
  const now = {
    parameters: [header('X-A', { schema: { enum: ['a', 'b'] } }), header('X-B', { schema: { enum: ['a', 'b'] } })],
  };
  const changes = await compare(
    () => old,
    () => now,
  );
  expect(changes.map(({ pointer, affects }) => [pointer, affects.length])).toEqual([
    ['/webhooks/event-0/post/parameters/0/schema/enum', 12],
    ['/webhooks/event-0/post/parameters/1/schema/enum', 12],
  ]);
});

test('every report tells it once, in how many operations it is, and in which', async () => {
  const folder = await folderWith({
    'old.json': document(() => ({ parameters: [header('X-A')] })),
    'new.json': document(() => ({})),
  });
  const args = ['drift', '--contract', `${folder}/old.json`, '--against', `${folder}/new.json`];
  for (const format of ['tty', 'markdown', 'github', 'sarif']) {
    const { stdout } = await hookproof([...args, '--format', format]);
    expect(stdout.match(/x-a no longer comes/g)).toHaveLength(1);
    expect(stdout).toContain('11 more places: /webhooks/event-1/post/parameters/0, ');
    if (format !== 'markdown') expect(stdout).toContain('12 operations: event-0, event-1, event-2, ');
  }
  const { stdout } = await hookproof([...args, '--format', 'sarif']);
  const [result] = JSON.parse(stdout).runs[0].results;
  expect(result.locations).toHaveLength(12);
});

test('a baseline bears each operation by itself, as one did that was written before', async () => {
  const removed = (count: number) =>
    document((name) => (names.indexOf(name) < count ? {} : { parameters: [header('X-A')] }));
  const entry = (name: string) => ({
    ...{ rule: 'parameter-removed', source: 'spec', before: 'header x-a', after: null },
    ...{ pointer: `/webhooks/${name}/post/parameters/0`, reason: 'we know', expires: '2999-01-01' },
  });
  const folder = await folderWith({
    'old.json': removed(0),
    'new.json': removed(3),
    'later.json': removed(4),
    'first.json': JSON.stringify({ changes: [entry('event-0')] }),
  });
  const compared = async (file: string, ...more: string[]) => {
    const { status, report } = await drift([
      ...['--contract', `${folder}/old.json`, '--against', `${folder}/${file}`, '--baseline'],
      ...more,
    ]);
    return { status, changes: report.changes.map(({ affects, known }) => [affects, known !== undefined]) };
  };
  expect(await compared('new.json', `${folder}/first.json`)).toEqual({
    status: 1,
    changes: [
      [['event-0'], true],
      [['event-1', 'event-2'], false],
    ],
  });
  const all = `${folder}/all.yaml`;
  expect(await compared('new.json', all, '--update-baseline')).toEqual({
    status: 0,
    changes: [[['event-0', 'event-1', 'event-2'], true]],
  });
  const { changes } = parse(await readFile(all, 'utf8'));
  expect(changes).toMatchObject(
    ['event-0', 'event-1', 'event-2'].map((name) => ({ pointer: `/webhooks/${name}/post/parameters/0` })),
  );
  expect(await compared('later.json', all)).toEqual({
    status: 1,
    changes: [
      [['event-0', 'event-1', 'event-2'], true],
      [['event-3'], false],
    ],
  });
});
