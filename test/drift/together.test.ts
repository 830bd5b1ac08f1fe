import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
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

const changesOf = async (old: Parts, now: Parts, ...args: string[]) => {
  const folder = await folderWith({ 'old.json': document(old), 'new.json': document(now) });
  const { report } = await drift(['--contract', `${folder}/old.json`, '--against', `${folder}/new.json`, ...args]);
  return report.changes;
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
