import { documentOf, examine, ref } from './cured.ts';

const Notice = (properties: object): object => ({ type: 'object', properties });
const found = async (document: ReturnType<typeof documentOf>, rule: string) =>
  (await examine(document)).diagnoses.filter((each) => each.rule === rule);

test('nullable without a type beside it has no effect in 3.0, which is said once', async () => {
  const Sender = { type: 'object', properties: { name: { type: 'string' } } };
  const owner = { nullable: true, allOf: [ref('Sender')] };
  const diagnoses = await found(
    documentOf({
      Sender,
      Notice: Notice({ owner, weight: { nullable: true }, note: { type: 'string', nullable: true } }),
    }),
    'nullable-without-effect',
  );
  expect(diagnoses).toEqual([
    expect.objectContaining({ level: 'warning', pointer: '/components/schemas/Notice/properties/owner/nullable' }),
  ]);
  expect(diagnoses[0]?.message).toContain('1 more (next: /components/schemas/Notice/properties/weight)');
});

test('nullable has no effect in 3.1, with or without a type', async () => {
  const schemas = { Notice: Notice({ note: { type: 'string', nullable: true } }) };
  const diagnoses = await found(documentOf(schemas, { openapi: '3.1.0' }), 'nullable-without-effect');
  expect(diagnoses.map(({ pointer }) => pointer)).toEqual(['/components/schemas/Notice/properties/note/nullable']);
  expect(await found(documentOf(schemas), 'nullable-without-effect')).toEqual([]);
});

test.each(['additionalProperties', 'unevaluatedProperties', 'contentSchema'])(
  'a pattern that backtracks is found below %s',
  async (keyword) => {
    const schema = { type: 'object', [keyword]: { type: 'string', pattern: '^(a+)+$' } };
    const diagnoses = await found(documentOf({ Notice: schema }, { openapi: '3.1.0' }), 'pattern-backtracking');
    expect(diagnoses.map(({ pointer }) => pointer)).toEqual([`/components/schemas/Notice/${keyword}/pattern`]);
  },
);

test('schemas that contain themselves, and properties named like what every object has, are looked through', async () => {
  const Box = {
    type: 'object',
    properties: { inner: ref('Box'), constructor: { type: 'string', pattern: '^(b+)+$' } },
  };
  const document = documentOf({
    Box,
    Notice: Notice({ box: ref('Box'), item: { oneOf: [ref('Box'), { type: 'string' }] } }),
  });
  const { diagnoses } = await examine(document);
  expect(diagnoses.map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ['pattern-backtracking', '/components/schemas/Box/properties/constructor/pattern'],
  ]);
});
