import { loadContract } from '../../src/contract/load.ts';
import { runDoctor } from '../../src/doctor/run.ts';
import { valueAt } from '../../src/schema/pointer.ts';
import { cured, documentOf, examine, ref } from './cured.ts';

const Shipped = { type: 'object', properties: { carrier: { type: 'string' } } };
const Lost = { type: 'object', required: ['since'], properties: { since: { type: 'string', format: 'date' } } };
const kind = { type: 'string', enum: ['shipped', 'lost', 'stolen'] };

test('a discriminator above its union, beside other properties', async () => {
  const { rules, legal } = await cured(
    documentOf({
      Shipped,
      Lost,
      Notice: {
        type: 'object',
        required: ['kind', 'body', 'id'],
        properties: { id: { type: 'integer' }, kind, body: { oneOf: [ref('Shipped'), ref('Lost')] } },
        discriminator: {
          propertyName: 'kind',
          mapping: { shipped: '#/components/schemas/Shipped', lost: 'Lost', stolen: 'Lost' },
        },
      },
    }),
  );
  expect(rules).toEqual(['discriminator-misplaced', 'oneof-overlap']);
  expect(legal({ id: 1, kind: 'shipped', body: { since: 7 } })).toBe(true);
  expect(legal({ id: 1, kind: 'stolen', body: {} })).toBe(false);
  expect(legal({ id: 1, kind: 'stolen', body: { since: '2026-01-01' } })).toBe(true);
  expect(legal({ id: 'x', kind: 'shipped', body: {} })).toBe(false);
  expect(legal({ id: 1, kind: 'found', body: {} })).toBe(false);
});

test('a discriminator inside a list, without a mapping, whose values are the names of the schemas', async () => {
  const { rules, legal } = await cured(
    documentOf({
      Shipped,
      Lost,
      Notice: {
        type: 'array',
        items: {
          type: 'object',
          required: ['kind', 'body'],
          properties: {
            kind: { type: 'string', enum: ['Shipped', 'Lost'] },
            body: { oneOf: [ref('Shipped'), ref('Lost')] },
          },
          discriminator: { propertyName: 'kind' },
        },
      },
    }),
  );
  expect(rules).toEqual(['discriminator-misplaced', 'oneof-overlap']);
  expect(legal([{ kind: 'Lost', body: {} }])).toBe(false);
  expect(legal([{ kind: 'Shipped', body: { since: '2026-01-01' } }])).toBe(true);
});

test('a discriminator beside its union that names a property of the holder', async () => {
  const { rules, legal } = await cured(
    documentOf({
      Shipped,
      Lost,
      Notice: {
        type: 'object',
        required: ['kind', 'body'],
        properties: {
          kind,
          body: {
            oneOf: [ref('Shipped'), ref('Lost')],
            discriminator: { propertyName: 'kind', mapping: { shipped: 'Shipped', lost: 'Lost', stolen: 'Lost' } },
          },
        },
      },
    }),
  );
  expect(rules).toContain('discriminator-misplaced');
  expect(legal({ kind: 'lost', body: {} })).toBe(false);
  expect(legal({ kind: 'shipped', body: {} })).toBe(true);
});

test('a discriminator above a union that is written elsewhere', async () => {
  const { rules, legal } = await cured(
    documentOf({
      Shipped,
      Lost,
      Body: { oneOf: [ref('Shipped'), ref('Lost')] },
      Notice: {
        type: 'object',
        required: ['kind', 'body'],
        properties: { kind, body: ref('Body') },
        discriminator: { propertyName: 'kind', mapping: { shipped: 'Shipped', lost: 'Lost', stolen: 'Lost' } },
      },
    }),
  );
  expect(rules).toEqual(['discriminator-misplaced', 'oneof-overlap']);
  expect([legal({ kind: 'lost', body: {} }), legal({ kind: 'shipped', body: {} })]).toEqual([false, true]);
});

test('a union inside allOf, behind a shared request body', async () => {
  const document = documentOf({
    Shipped,
    Lost,
    Base: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    Notice: {
      allOf: [
        ref('Base'),
        {
          type: 'object',
          required: ['kind', 'body'],
          properties: { kind, body: { oneOf: [ref('Shipped'), ref('Lost')] } },
          discriminator: { propertyName: 'kind', mapping: { shipped: 'Shipped', lost: 'Lost', stolen: 'Lost' } },
        },
      ],
    },
  });
  const post = valueAt(document, ['paths', "/it's/notices", 'post']) as { requestBody: object };
  document.components = { ...document.components, requestBodies: { Shared: post.requestBody } };
  post.requestBody = { $ref: '#/components/requestBodies/Shared' };
  const { rules, legal } = await cured(document);
  expect(rules).toEqual(['discriminator-misplaced', 'oneof-overlap']);
  expect(legal({ id: 'x', kind: 'lost', body: {} })).toBe(false);
  expect(legal({ id: 'x', kind: 'shipped', body: {} })).toBe(true);
  expect(legal({ kind: 'shipped', body: {} })).toBe(false);
});

test('branches that are named like the values of a property beside them', async () => {
  const { rules, legal } = await cured(
    documentOf({
      RefundPayload: { type: 'object', properties: { amount: { type: 'number' } } },
      ShipmentPayload: { type: 'object', properties: { carrier: { type: 'string' } } },
      Notice: {
        type: 'object',
        required: ['what'],
        properties: {
          what: { type: 'string', enum: ['ship', 'make_refund'] },
          payload: { oneOf: [ref('RefundPayload'), ref('ShipmentPayload')] },
        },
      },
    }),
  );
  expect(rules).toEqual(['oneof-overlap']);
  expect(legal({ what: 'ship' })).toBe(true);
  expect(legal({ what: 'ship', payload: {} })).toBe(true);
  expect(legal({ what: 'ship', payload: { carrier: 7 } })).toBe(false);
  expect(legal({ what: 'make_refund', payload: { carrier: 7 } })).toBe(true);
});

test('branches that are told apart by a property that none requires', async () => {
  const { rules, legal } = await cured(
    documentOf({
      Notice: {
        oneOf: [
          { type: 'object', properties: { kind: { type: 'string', enum: ['a'] }, x: { type: 'number' } } },
          { type: 'object', properties: { kind: { type: 'string', enum: ['b'] }, x: { type: 'string' } } },
        ],
      },
    }),
  );
  expect(rules).toEqual(['oneof-overlap']);
  // What is valid stays so: to require the kind would refuse { x: 1 }, which fits one alternative only.
  expect([legal({ kind: 'a', x: 1 }), legal({ kind: 'b', x: 1 }), legal({ x: 1 })]).toEqual([true, false, true]);
});

test('branches that nothing tells apart', async () => {
  const { rules, legal, before } = await cured(
    documentOf({ Notice: { oneOf: [{ type: 'integer' }, { type: 'number' }] } }),
  );
  expect(rules).toEqual(['oneof-overlap']);
  expect([legal(1), legal(1.5), legal('x')]).toEqual([true, true, false]);
  expect(before.diagnoses[0]?.proof).toEqual({
    event: 1,
    raw: expect.stringMatching(/^refused: the body must match exactly one/),
    intended: 'taken',
  });
});

test('keywords beside references, in odd places and with odd names', async () => {
  const { rules, legal, before } = await cured(
    documentOf({
      Code: { type: 'string' },
      Notice: {
        type: 'object',
        properties: {
          "a.b's": { $ref: '#/components/schemas/Code', nullable: true, description: 'harmless' },
          short: { $ref: '#/components/schemas/Code', maxLength: 3 },
          both: { allOf: [{ $ref: '#/components/schemas/Code', nullable: true, minLength: 2 }] },
          named: { $ref: '#/components/schemas/Code', description: 'harmless', example: 'x' },
        },
      },
    }),
  );
  expect(rules).toEqual(['ref-siblings', 'ref-siblings', 'ref-siblings']);
  expect(legal({ "a.b's": null, short: 'abc', both: null })).toBe(true);
  expect(legal({ "a.b's": 'text', both: 'ab' })).toBe(true);
  expect([legal({ "a.b's": 7 }), legal({ short: 'abcd' }), legal({ both: 'a' })]).toEqual([false, false, false]);
  expect(before.diagnoses.map(({ proof }) => proof?.intended.split(':')[0])).toEqual([
    'taken',
    'refused',
    expect.any(String),
  ]);
});

test('security that is asked for and never refused', async () => {
  const security = { security: [{ Key: [] }] };
  const document = documentOf({ Notice: { type: 'object' } }, security);
  document.components = {
    ...document.components,
    securitySchemes: { Key: { type: 'apiKey', in: 'header', name: 'k' } },
  };
  expect((await cured(document)).rules).toEqual(['refusal-undeclared']);
});

test('a pattern that backtracks is a warning that no overlay takes away', async () => {
  const { diagnoses, actions } = await examine(documentOf({ Notice: { type: 'string', pattern: '^(a+)+$' } }));
  expect(diagnoses).toMatchObject([{ rule: 'pattern-backtracking', level: 'warning', fix: [] }]);
  expect(actions).toEqual([]);
});

test('a sound document has no finding', async () => {
  const sound = documentOf({
    Kinds: { type: 'string', enum: ['a', 'b'] },
    A: { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['a'] } } },
    B: { type: 'object', required: ['kind'], properties: { kind: { type: 'string', enum: ['b'] } } },
    // The base of an inheritance has a discriminator and no union, rightly.
    Base: {
      type: 'object',
      required: ['kind'],
      properties: { kind: ref('Kinds') },
      discriminator: { propertyName: 'kind' },
    },
    Child: { allOf: [ref('Base'), { type: 'object', properties: { x: { type: 'number' } } }] },
    Twin: { allOf: [ref('Base'), { type: 'object', properties: { y: { type: 'string' } } }] },
    // Only the mapping tells these two apart, and that is enough.
    Family: {
      oneOf: [ref('Child'), ref('Twin')],
      discriminator: {
        propertyName: 'kind',
        mapping: { a: '#/components/schemas/Child', b: '#/components/schemas/Twin' },
      },
    },
    Notice: {
      oneOf: [ref('A'), ref('B'), { type: 'string', pattern: '^[a-z]+$' }],
    },
  });
  expect((await examine(sound)).diagnoses).toEqual([]);
  expect((await examine((await loadContract()).effective)).diagnoses.filter(({ level }) => level !== 'note')).toEqual(
    [],
  );
});

test('in 3.1 what stands beside a reference counts, and is no finding', async () => {
  const document = documentOf({
    Code: { type: 'string' },
    Notice: { $ref: '#/components/schemas/Code', maxLength: 3 },
  });
  expect((await examine({ ...document, openapi: '3.1.0' })).diagnoses).toEqual([]);
});

test('steps that run out are told of with the places, and two runs say the same', async () => {
  const branches = Array.from({ length: 15 }, (_, i) => ({
    type: 'object',
    properties: { [`p${i}`]: { type: 'string' } },
  }));
  const properties = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`u${i}`, { title: `${i}`, oneOf: branches }]),
  );
  const document = documentOf({ Notice: { type: 'object', properties } });
  const source = { source: 'large.yaml', document, original: document, mended: [] };
  const [one, other] = [await runDoctor(source, { steps: 2_000 }), await runDoctor(source, { steps: 2_000 })];
  expect(one).toEqual(other);
  expect(one.complete).toBe(false);
  expect(one.leftOut.join()).toContain('/components/schemas/Notice/properties/u');
  expect(one.diagnoses.length).toBeGreaterThan(0);
});
