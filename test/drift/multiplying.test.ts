import type { DriftReport } from '../../src/change.ts';
import type { CliResult } from '../support/cli.ts';
import { hookproofProcess } from '../support/cli.ts';
import { folderWith } from '../support/folder.ts';

const levels = 22;

type Shape = (next: { $ref: string }) => object;

/** Describes an event by schemas each of which leads to the next one on several ways. */
function documentOf(openapi: string, shape: Shape, innermost: object): string {
  const names = Array.from({ length: levels }, (_, index) => `Level${index}`);
  const schemas = Object.fromEntries(
    names.map((name, index) => [name, shape({ $ref: `#/components/schemas/${names[index + 1] ?? 'Innermost'}` })]),
  );
  return JSON.stringify({
    openapi,
    info: { title: 'Multiplying', version: '1' },
    paths: {
      '/hook': {
        post: {
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Level0' } } } },
          responses: { 200: { description: 'taken' } },
        },
      },
    },
    components: { schemas: { ...schemas, Innermost: innermost } },
  });
}

/** Runs a command under limits that it would need many times over, did it write out all ways. */
function bounded(args: string[]): Promise<CliResult> {
  const env = { NODE_OPTIONS: '--max-old-space-size=300' };
  return hookproofProcess(args, { env, limits: { processorSeconds: 30 } });
}

const shapes: [name: string, version: string, shape: Shape][] = [
  ['oneOf', '3.0.3', (next) => ({ oneOf: [next, { ...next }] })],
  ['oneOf of three', '3.0.3', (next) => ({ oneOf: [next, { ...next }, { ...next }] })],
  ['anyOf', '3.1.0', (next) => ({ anyOf: [next, { ...next }] })],
  ['allOf', '3.1.0', (next) => ({ allOf: [next, { ...next }] })],
  ['oneOf in a property', '3.1.0', (next) => ({ type: 'object', properties: { in: { oneOf: [next, { ...next }] } } })],
  ['oneOf of items', '3.0.3', (next) => ({ type: 'array', items: { oneOf: [next, { ...next }] } })],
];

test.each(shapes)(
  'drift tells what changed innermost, where each level leads to the next by %s',
  async (_, version, shape) => {
    const of = (type: string) =>
      documentOf(version, shape, { type: 'object', required: ['id'], properties: { id: { type } } });
    const folder = await folderWith({ 'old.json': of('string'), 'new.json': of('integer') });
    const { status, stdout, stderr } = await bounded([
      ...['drift', '--contract', `${folder}/old.json`, '--against', `${folder}/new.json`, '--format', 'json'],
    ]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const { changes } = JSON.parse(stdout) as DriftReport;
    expect(changes.map(({ level, rule }) => [level, rule])).toEqual([['breaking', 'type-changed']]);
    expect(changes[0]?.proof?.tried).toMatch(/event/);
  },
);

test('drift refuses, in one line, alternatives whose ways differ at each level', async () => {
  const shape: Shape = (next) => ({
    oneOf: [
      { title: 'one', allOf: [next] },
      { title: 'other', allOf: [next] },
    ],
  });
  const of = (type: string) => documentOf('3.1.0', shape, { type });
  const folder = await folderWith({ 'old.json': of('string'), 'new.json': of('integer') });
  const { status, stdout, stderr } = await bounded([
    ...['drift', '--contract', `${folder}/old.json`, '--against', `${folder}/new.json`],
  ]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^hookproof: \S+new\.json: \S+ multiplies to too many alternatives\n$/);
});

test('what looks at unevaluated properties is compared without writing out all ways', async () => {
  const of = (type: string) =>
    documentOf('3.1.0', (next) => ({ anyOf: [next, { ...next }] }), {
      ...{ type: 'object', properties: { id: { type } }, unevaluatedProperties: false },
    });
  const folder = await folderWith({ 'old.json': of('string'), 'new.json': of('integer') });
  const { status, stdout } = await bounded([
    ...['drift', '--contract', `${folder}/old.json`, '--against', `${folder}/new.json`, '--format', 'json'],
  ]);
  expect(status).toBe(1);
  expect((JSON.parse(stdout) as DriftReport).changes[0]?.level).toBe('breaking');
});
