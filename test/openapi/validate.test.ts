import { loadContract } from '../../src/contract/load.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';
import { validateDocument } from '../../src/openapi/read/validate.ts';
import { compileSchema } from '../../src/schema/validate/compile.ts';
import { loadUpstream } from '../../src/upstream/load.ts';

const documentOf = (openapi: string, schema: object, more: object = {}): OpenApiDocument => ({
  openapi,
  info: { title: 'Locks', version: '1' },
  paths: {
    '/locks': {
      post: {
        requestBody: { content: { 'application/json': { schema, ...more } } },
        responses: { '200': { description: 'ok' } },
      },
    },
  },
});

test.each(['3.0.3', '3.1.0', '3.2.0'])('a document of %s is held against the standard', async (openapi) => {
  const sound = documentOf(openapi, { type: 'object' }, { example: { $ref: '#/nowhere' } });
  await expect(validateDocument(sound, 'locks.yaml')).resolves.toBeUndefined();
  const { info, ...nameless } = sound;
  await expect(validateDocument(nameless as OpenApiDocument, 'locks.yaml')).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(/^locks\.yaml: not valid OpenAPI 3\.\d\.\d: .*info/),
  });
});

// To check what ships each time that it is read would take a quarter of the time that many commands need.
test.each(['keys', 'signature', 'both', 'none'] as const)(
  'the bundled contract is sound, with auth %s',
  async (auth) => {
    const { effective, source, judged } = await loadContract({ auth });
    await expect(validateDocument(effective, source)).resolves.toBeUndefined();
    const { schema, definitions } = judged;
    expect(() => compileSchema(schema, { definitions })).not.toThrow();
  },
);

test.each(['keys', 'signature', 'both', 'none'] as const)('so is the bundled API, with auth %s', async (auth) => {
  const { document } = await loadUpstream({ auth });
  await expect(validateDocument(document, 'the bundled API')).resolves.toBeUndefined();
});
