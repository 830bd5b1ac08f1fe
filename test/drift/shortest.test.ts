import { compareDocuments } from '../../src/drift/documents/compare.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';

const of = (schema: object, schemas: object = {}) => {
  const post = {
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'taken' } },
  };
  const document = { openapi: '3.1.0', info: { title: 'Short', version: '1' }, webhooks: { it: { post } } };
  return { document: { ...document, components: { schemas } } as OpenApiDocument, source: 'it' };
};

const node = { $ref: '#/components/schemas/Node' };
const holding = (value: object, needed: readonly string[] = []) => ({
  Node: {
    type: 'object',
    required: ['value', ...needed],
    properties: { value, next: { oneOf: [{ type: 'null' }, node] }, parts: { type: 'array', items: node } },
  },
});
const text = { type: 'string' };
const nested = (more: object[]) => ({ Node: { oneOf: [text, ...more, { type: 'array', items: node }] } });

test.each<[string, object, object, unknown]>([
  [
    'of what holds itself, the outermost',
    of(node, holding({ type: 'integer' })),
    of(node, holding({ type: 'number' })),
    { value: 1.5 },
  ],
  [
    'of what must hold itself or nothing, the outermost',
    of(node, holding({ enum: ['a'] }, ['next'])),
    of(node, holding({ enum: ['a', 'b'] }, ['next'])),
    { value: 'b', next: null },
  ],
  [
    'below a name, the outermost',
    of({ type: 'object', properties: { top: node } }, holding({ enum: ['a'] })),
    of({ type: 'object', properties: { top: node } }, holding({ enum: ['a', 'b'] })),
    { top: { value: 'b' } },
  ],
  ['of an alternative that came, the value itself', of(node, nested([])), of(node, nested([{ type: 'integer' }])), 1],
  [
    'of a longer list, one item more than there could be',
    of({ type: 'array', items: { type: 'integer' }, maxItems: 2 }),
    of({ type: 'array', items: { type: 'integer' }, maxItems: 9 }),
    [expect.anything(), expect.anything(), expect.anything()],
  ],
])('the event that shows a change is short: %s', async (_, old, now, event) => {
  const options = { side: 'receiver', source: 'spec', scope: 'document' } as const;
  const changes = await compareDocuments(old as ReturnType<typeof of>, now as ReturnType<typeof of>, options);
  expect(changes).toMatchObject([{ level: 'breaking', witness: { event, kind: 'refused' } }]);
});
