import { hookproofProcess } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

/** Describes an event whose unions lead to the next level twice, by a property each: written out, each level doubles. */
function doublingDocument(levels: number, innermost: string): string {
  const names = Array.from({ length: levels }, (_, level) => `Level${level}`);
  const branch = (property: string, level: number) => ({
    type: 'object',
    required: [property],
    properties: { [property]: { $ref: `#/components/schemas/${names[level + 1] ?? 'Innermost'}` } },
  });
  const levelSchemas = names.map((name, level) => [name, { oneOf: [branch('a', level), branch('b', level)] }]);
  const schema = { $ref: '#/components/schemas/Level0' };
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Doubling', version: '1' },
    paths: { '/events': { post: { requestBody, responses: { 200: { description: 'taken' } } } } },
    components: { schemas: { ...Object.fromEntries(levelSchemas), Innermost: { type: innermost } } },
  });
}

const files = {
  'old.json': doublingDocument(12, 'string'),
  'new.json': doublingDocument(12, 'integer'),
  'event.json': '{"a":{"b":{"a":{"b":{"a":{"b":{"a":{"b":{"a":{"b":{"a":{"b":1}}}}}}}}}}}}',
};

const finding = 'event.json:1: /a/b/a/b/a/b/a/b/a/b/a/b must be string (type)';

test.each([
  ['check', 1, ['--contract', 'old.json', 'event.json']],
  ['doctor', 0, ['old.json']],
  ['drift', 1, ['--contract', 'old.json', '--against', 'new.json']],
  ['verify', 0, ['--contract', 'old.json', '--list']],
  ['simulate', 0, ['--contract', 'old.json', '--list']],
])(
  '%s holds no schema of a union that doubles twelve times as often as it is led to',
  async (command, status, args) => {
    const limits = { dataMiB: 1_150, processorSeconds: 40 };
    const result = await hookproofProcess([command, ...args], { cwd: await folderWith(files), limits });
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status, stderr: '' });
    if (command === 'check') expect(result.stdout).toContain(finding);
  },
  120_000,
);
