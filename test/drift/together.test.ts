import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readDriftDocuments } from '../../src/drift/documents/read.ts';
import { runDrift } from '../../src/drift/run.ts';
import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { drift } from './support.ts';

afterAll(removeFolders);

const twenty = Array.from({ length: 20 }, (_, index) => `name${index}`);
const text = { type: 'string' };
const named = (names: readonly string[], schema: object = text) =>
  Object.fromEntries(names.map((name) => [name, schema]));
const targets = (values: readonly string[], name: string) =>
  Object.fromEntries(values.map((value) => [value, `#/components/schemas/${name}`]));
const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

interface Parts {
  /** Names that a part of each event must have, may have, and lists as values. */
  required?: readonly string[];
  optional?: readonly string[];
  values?: readonly string[];
  /** Values that a mapping has for one of two alternatives. */
  mapped?: readonly string[];
}

/** Two webhooks whose bodies share a part, the second in two places. */
function document({ required = [], optional = [], values = ['x'], mapped = [] }: Parts): string {
  const webhook = (schema: object) => ({
    post: {
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: { 200: { description: 'taken' } },
    },
  });
  const alternative = (name: string) => ({ type: 'object', required: ['kind', name], properties: { kind: text } });
  const both = { type: 'object', properties: { first: reference('Part'), second: reference('Part') } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Parts', version: '1' },
    webhooks: { one: webhook(reference('Part')), two: webhook(both), three: webhook(reference('Either')) },
    components: {
      schemas: {
        Part: {
          type: 'object',
          required,
          properties: { ...named([...required, ...optional]), state: { enum: values } },
        },
        Left: alternative('left'),
        Right: alternative('right'),
        Either: {
          oneOf: [reference('Left'), reference('Right')],
          discriminator: {
            propertyName: 'kind',
            mapping: { ...targets(mapped, 'Left'), ...targets(['Left'], 'Left'), ...targets(['Right'], 'Right') },
          },
        },
      },
    },
  });
}

const changesOf = async (old: Parts, now: Parts) => {
  const folder = await folderWith({ 'old.json': document(old), 'new.json': document(now) });
  const compared = { contract: `${folder}/old.json`, against: `${folder}/new.json` };
  // Which cases are affected takes longer than all the rest.
  return (await runDrift(compared, await readDriftDocuments(compared))).changes;
};

const part = '/components/schemas/Part';
const affected = ['one', 'two'];

test.each<[string, Parts, Parts, object]>([
  [
    'names that may be missing now',
    { required: twenty },
    { optional: twenty },
    { rule: 'required-dropped', level: 'breaking', pointer: `${part}/properties`, before: twenty, after: null },
  ],
  [
    'names that are always there now',
    { optional: twenty },
    { required: twenty },
    { rule: 'required-added', level: 'safe', pointer: `${part}/required`, before: null, after: twenty },
  ],
  [
    'required names that are gone',
    { required: twenty },
    {},
    { rule: 'required-property-removed', level: 'breaking', pointer: `${part}/properties`, before: twenty },
  ],
  [
    'optional names that are gone',
    { optional: twenty },
    {},
    { rule: 'property-removed', level: 'risky', pointer: `${part}/properties`, before: twenty },
  ],
  [
    'names that may come',
    {},
    { optional: twenty },
    { rule: 'property-added', level: 'safe', pointer: `${part}/properties`, after: twenty },
  ],
  [
    'values that come',
    {},
    { values: ['x', ...twenty] },
    { rule: 'enum-value-added', level: 'breaking', pointer: `${part}/properties/state/enum`, after: twenty },
  ],
  [
    'values that go',
    { values: ['x', ...twenty] },
    {},
    { rule: 'enum-value-removed', level: 'safe', pointer: `${part}/properties/state/enum`, before: twenty },
  ],
  [
    'entries of a mapping that come',
    {},
    { mapped: twenty },
    { pointer: '/components/schemas/Either/discriminator/mapping', after: twenty, affects: ['three', ...twenty] },
  ],
  [
    'entries of a mapping that go',
    { mapped: twenty },
    {},
    { pointer: '/components/schemas/Either/discriminator/mapping', before: twenty, affects: ['three', ...twenty] },
  ],
])('twenty %s are one change', async (_, old, now, expected) => {
  const changes = await changesOf(old, now);
  expect(changes).toEqual([expect.objectContaining({ affects: affected, ...expected })]);
});

test('the event of several shows one of them, and every report names them all', async () => {
  const folder = await folderWith({
    'old.json': document({ required: twenty }),
    'new.json': document({ optional: twenty }),
  });
  const args = ['drift', '--contract', `${folder}/old.json`, '--against', `${folder}/new.json`];
  for (const format of ['tty', 'markdown', 'github', 'sarif', 'json']) {
    const { stdout } = await hookproof([...args, '--format', format]);
    for (const name of twenty) expect(stdout).toMatch(new RegExp(`\\\\?"${name}\\\\?"`));
    expect(stdout.match(/each of these may be missing now/g)).toHaveLength(1);
  }
});

test('names of different schemas are changes of their own', async () => {
  const changes = await changesOf(
    { required: ['a', 'b'], values: ['x', 'y', 'z'] },
    { optional: ['a', 'b'], values: ['x', 'v', 'w'] },
  );
  expect(changes.map(({ rule, before, after }) => [rule, before, after])).toEqual([
    ['required-dropped', ['a', 'b'], null],
    ['enum-value-added', null, ['v', 'w']],
    ['enum-value-removed', ['y', 'z'], null],
  ]);
});

test('a baseline bears the names that it has, however many are told together', async () => {
  const files = {
    'old.json': document({ required: twenty }),
    'new.json': document({ required: twenty.slice(3), optional: twenty.slice(0, 3) }),
    'later.json': document({ required: twenty.slice(4), optional: twenty.slice(0, 4) }),
    'one.json': JSON.stringify({
      changes: [
        {
          ...{ rule: 'required-dropped', source: 'spec', pointer: `${part}/properties/name1`, before: 'name1' },
          ...{ reason: 'we know', expires: '2999-01-01' },
        },
      ],
    }),
  };
  const folder = await folderWith(files);
  const compared = async (file: string, ...more: string[]) => {
    const args = ['--contract', `${folder}/old.json`, '--against', `${folder}/${file}`, '--baseline'];
    const { status, report } = await drift([...args, ...more]);
    return { status, changes: report.changes.map(({ before, known }) => [before, known !== undefined]) };
  };
  expect(await compared('new.json', `${folder}/one.json`)).toEqual({
    status: 1,
    changes: [
      [['name0', 'name2'], false],
      ['name1', true],
    ],
  });
  const all = twenty.slice(0, 3);
  expect(await compared('new.json', `${folder}/all.yaml`, '--update-baseline')).toEqual({
    status: 0,
    changes: [[all, true]],
  });
  expect(parse(await readFile(`${folder}/all.yaml`, 'utf8')).changes).toMatchObject([
    { rule: 'required-dropped', pointer: `${part}/properties`, before: all },
  ]);
  expect(await compared('later.json', `${folder}/all.yaml`)).toEqual({
    status: 1,
    changes: [
      [all, true],
      ['name3', false],
    ],
  });
});

/** So many webhooks share a schema, under names of their own. */
function shared(count: number) {
  const names = Array.from({ length: count }, (_, index) => `event${index}`);
  const webhooks = Object.fromEntries(
    names.map((name) => {
      const properties = {
        ...{ type: { const: name }, sender: reference('User') },
        [`${name}s`]: { type: 'array', items: { type: 'object', properties: { by: reference('User') } } },
      };
      const schema = { type: 'object', required: ['type', 'sender'], properties };
      const requestBody = { required: true, content: { 'application/json': { schema } } };
      return [name, { post: { requestBody, responses: { 200: { description: 'taken' } } } }];
    }),
  );
  const User = {
    type: 'object',
    required: ['id', 'kind'],
    properties: { id: { type: 'integer' }, kind: { enum: ['human', 'robot'] } },
  };
  const document = {
    ...{ openapi: '3.1.0', info: { title: 'Users', version: '1' }, 'x-hookproof-event': '/type' },
    ...{ webhooks, components: { schemas: { User } } },
  };
  return { names, document: JSON.stringify(document) };
}

test('what events show at many places of many operations for one cause is one change, counted, with an example', async () => {
  const { names, document } = shared(30);
  const events = names.map((type, index) => ({
    ...{ type, sender: { id: 1, kind: index % 2 ? 'ghost' : 'spectre', avatar: 'x' } },
    [`${type}s`]: [{ by: { id: 1, kind: 'ghost' } }, { by: { kind: 'human', avatar: 'y' } }],
  }));
  const text = events.map((event) => JSON.stringify(event)).join('\n');
  const folder = await folderWith({ 'users.json': document, 'events.ndjson': text });
  const args = ['--contract', `${folder}/users.json`, '--traffic', `${folder}/events.ndjson`];
  const { report } = await drift(args);
  expect(report.changes.map(({ rule, pointer, after, seen }) => [rule, pointer, after, seen?.count])).toEqual([
    ['enum-value-added', '/sender/kind', ['spectre', 'ghost'], 30],
    ['required-dropped', '/event0s/*/by/id', null, 30],
    ['property-added', '/sender/avatar', null, 30],
    ['property-added', '/event0s/*/by/avatar', null, 30],
  ]);
  expect(report.changes.map(({ affects }) => affects)).toEqual([names, names, names, names]);
  const [first] = report.changes;
  expect(first?.why).toContain('refuses 30 events');
  expect(first?.why).toMatch(/; the same goes for \/event0s\/\*\/by\/kind, \/event1s.*, and 22 more$/);
  for (const format of ['tty', 'markdown', 'github'])
    expect(
      (await hookproof(['drift', ...args, '--format', format])).stdout.match(/must be one of human/g),
    ).toHaveLength(1);
});

test('what a baseline bears of a cause is told apart from the rest, with counts of its own', async () => {
  const { names, document } = shared(3);
  const events = names.map((type) => JSON.stringify({ type, sender: { id: 1, kind: type } }));
  const entry = { rule: 'enum-value-added', source: 'traffic', pointer: '/sender/kind', after: 'event1' };
  const known = { changes: [{ ...entry, reason: 'we know', expires: '2999-01-01' }] };
  const folder = await folderWith({
    'users.json': document,
    'events.ndjson': events.join('\n'),
    'known.json': JSON.stringify(known),
  });
  const compared = async (...more: string[]) => {
    const files = ['--contract', `${folder}/users.json`, '--traffic', `${folder}/events.ndjson`];
    const { report } = await drift([...files, ...more]);
    const refused = report.changes.filter(({ level }) => level === 'breaking');
    return refused.map(({ after, seen, known: borne }) => [after, seen?.count, borne !== undefined]);
  };
  expect(await compared()).toEqual([[names, 3, false]]);
  expect(await compared('--baseline', `${folder}/known.json`)).toEqual([
    ['event0', 1, false],
    ['event2', 1, false],
    ['event1', 1, true],
  ]);
  const updated = `${folder}/all.yaml`;
  expect(await compared('--baseline', updated, '--update-baseline')).toEqual([[names, 3, true]]);
});
