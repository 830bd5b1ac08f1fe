import { isObject, type Json } from '../../schema/json.ts';
import { matchingText } from '../../schema/strings.ts';
import type { Difference, Step } from '../schemas/difference.ts';
import { type Part, partAt } from '../schemas/model/conjunction.ts';
import {
  facts,
  frontLength,
  isImpossible,
  propertyParts,
  type Shape,
  shapeOf,
  takesType,
} from '../schemas/model/resolved-schema.ts';
import { choiceOf } from '../schemas/model/unions.ts';
import { filled, objectOf, sampleOf, wantedItems } from './samples.ts';

/** Values that one side may allow and the other not: likely ones first. They are tried, and need not be right. */
export function* candidates({ show }: Difference, { old, new: now }: Step, content: 'old' | 'new'): Generator<Json> {
  const [own, other] = content === 'new' ? [now, old] : [old, now];
  for (const value of (content === 'new' ? show?.new : show?.old) ?? []) yield value as Json;
  for (const value of own.values?.value ?? []) yield value;
  if (own.takesNull) yield null;
  for (const met of [...conditions(other), ...conditions(own)]) {
    yield sampleOf(met, 'least');
    yield sampleOf(met, 'most');
  }
  for (const denied of [...denials(other), ...denials(own)]) {
    yield* denied.values?.value ?? [];
    yield sampleOf(denied, 'least');
  }
  for (const shape of [own, ...alternatives(own)]) {
    if (takesType(shape, 'object')) yield* objects(shape, other);
    if (takesType(shape, 'array')) yield* lists(shape, other);
    if (takesType(shape, 'string')) yield* texts(shape, other);
    if (takesType(shape, 'number', 'integer')) yield* numbers(shape, other);
    if (takesType(shape, 'boolean')) yield* [true, false];
    yield sampleOf(shape, 'least');
    yield sampleOf(shape, 'most');
  }
}

/** What a condition asks is met on purpose, and what it then demands is left out or given just so. */
function conditions({ leaves, parts, world }: Shape): Shape[] {
  return leaves.flatMap(({ schema, at }) => {
    const own = (keyword: string): Part[] =>
      schema[keyword] === undefined ? [] : [partAt(world, schema[keyword], `${at}/${keyword}`)];
    const names = ['dependentRequired', 'dependentSchemas'].flatMap((keyword) =>
      isObject(schema[keyword]) ? Object.entries(schema[keyword]) : [],
    );
    return [
      ...(schema.if === undefined
        ? []
        : [
            [...parts, ...own('if')],
            [...parts, ...own('if'), ...own('then')],
          ]),
      ...own('else').map((part) => [...parts, part]),
      ...names.flatMap(([name, asked]) => [
        [...parts, { schema: { required: [name] }, at }],
        ...(Array.isArray(asked) ? [[...parts, { schema: { required: [name, ...asked] }, at }]] : []),
        ...(isObject(asked) ? [[...parts, { schema: { required: [name] }, at }, partAt(world, asked, at)]] : []),
      ]),
    ].map((all) => shapeOf(world, all as Part[]));
  });
}

/** What a place says it must not be is what the other side may send. */
function denials({ leaves, world }: Shape): Shape[] {
  return leaves.flatMap(({ schema, at }) =>
    schema.not === undefined ? [] : [shapeOf(world, [partAt(world, schema.not, `${at}/not`)])],
  );
}

function alternatives(shape: Shape): Shape[] {
  return (choiceOf(shape)?.alternatives ?? []).slice(0, 20).map(({ parts }) => shapeOf(shape.world, parts));
}

function* objects(shape: Shape, other: Shape): Generator<Json> {
  const names = new Set([...shape.names.keys(), ...other.names.keys(), ...other.required.keys()]);
  for (const extent of ['least', 'most'] as const) {
    const whole = objectOf(shape, extent);
    yield whole;
    for (const name of names) {
      const { [name]: _, ...without } = whole;
      yield without;
      const child = shapeOf(shape.world, propertyParts(shape, name));
      if (isImpossible(child)) continue;
      yield { ...whole, [name]: sampleOf(child, 'most') };
      // What may be anything may be of a kind that the other side does not know.
      for (const odd of oddities) yield { ...whole, [name]: odd };
    }
    yield { ...whole, hookproofUndeclared: 'anything' };
    for (const { value } of [...facts<number>(other, 'maxProperties')]) {
      const more = Array.from(
        { length: Math.min(value + 1, 200) },
        (_, index) => [`hookproof${index}`, 'anything'] as const,
      );
      yield { ...whole, ...Object.fromEntries(more) };
    }
  }
  yield {};
}

const oddities: Json[] = ['text', 7, 1.5, true, {}, [], null];

function* lists(shape: Shape, other: Shape): Generator<Json> {
  const counts = new Set<number>([0, 1, 2, frontLength(shape) + 1, frontLength(other) + 1]);
  for (const parts of wantedItems(shape, 1))
    for (const value of shapeOf(shape.world, parts).values?.value ?? []) yield [value];
  for (const keyword of ['minItems', 'maxItems']) {
    for (const { value } of [...facts<number>(shape, keyword), ...facts<number>(other, keyword)])
      for (const near of [value - 1, value, value + 1]) counts.add(near);
  }
  for (const count of counts) if (count >= 0 && count <= 2_000) yield filled(shape, [], count, 'most');
  for (const keyword of ['minContains', 'maxContains'])
    for (const { value } of [...facts<number>(shape, keyword), ...facts<number>(other, keyword)])
      for (const times of [value - 1, value, value + 1])
        yield wantedItems(shape, Math.max(times, 0)).map((parts) => sampleOf(shapeOf(shape.world, parts), 'most'));
  const item = filled(shape, [], 1, 'most')[0];
  if (item !== undefined) yield [item, structuredClone(item)];
}

function* texts(shape: Shape, other: Shape): Generator<Json> {
  const own = sampleOf(shape, 'most');
  if (typeof own === 'string') yield own;
  yield* ['not of any format', 'text', '', 'x', '-', 'Ä 1', '2026-01-15', '2026-01-15T09:30:00Z', '09:30:00Z'];
  yield* ['2026-01-15T09:30:00+05:30', '2026-01-15T09:30:00.250Z', '2026-01-15T09:30:00-00:30'];
  yield* ['https://example.com/x', '/relative', 'someone@example.com', 'host.example.com', '192.0.2.1', '2001:db8::1'];
  yield* [
    '11111111-2222-4333-8444-555555555555',
    'PT45S',
    'c2FtcGxl',
    '/a/b',
    '1/a',
    'null',
    '7',
    'true',
    'AB-12',
    'ABC',
    'abc',
  ];
  for (const keyword of ['minLength', 'maxLength']) {
    for (const { value } of [...facts<number>(other, keyword), ...facts<number>(shape, keyword)])
      for (const length of [value - 1, value, value + 1])
        if (length >= 0 && length <= 100_000) {
          yield 'x'.repeat(length);
          for (const [head, tail] of lengthened)
            yield `${head}${'x'.repeat(Math.max(length - head.length - tail.length, 1))}${tail}`;
          if (typeof own === 'string')
            yield own.repeat(Math.ceil((length + 1) / Math.max(own.length, 1))).slice(0, length);
        }
  }
  // To make texts for a pattern takes a library that takes long to load, so these come last.
  const lengths = ['minLength', 'maxLength'].flatMap((keyword) => facts<number>(other, keyword));
  for (const { value } of facts<string>(shape, 'pattern')) {
    for (const near of lengths.flatMap((fact) => [fact.value - 1, fact.value + 1]))
      yield matchingText({ pattern: value, minLength: Math.max(near, 0), maxLength: Math.max(near, 0) }) ?? '';
    for (let seed = 1; seed <= 6; seed++) {
      const text = matchingText({ pattern: value }, seed);
      if (text !== undefined) yield text;
    }
  }
}

/** Before and behind what makes a text of a format as long as it must be; labels of a host are 63 long at most. */
const lengthened = [
  ['', '@example.com'],
  ['someone@', '.example.com'],
  ['https://example.com/', ''],
] as const;

function* numbers(shape: Shape, other: Shape): Generator<Json> {
  const own = sampleOf(shape, 'most');
  if (typeof own === 'number') yield own;
  yield* [1.5, 0, 1, -1, 7, 0.1, -0.5, 2 ** 31, 2 ** 53, 1e20, -(2 ** 40)];
  for (const keyword of ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']) {
    for (const { value } of [...facts<number>(other, keyword), ...facts<number>(shape, keyword)])
      if (typeof value === 'number') yield* [value, value - 1, value + 1, value - 0.5, value + 0.5];
  }
  for (const { value } of [...facts<number>(shape, 'multipleOf'), ...facts<number>(other, 'multipleOf')])
    for (let times = 1; times < 12; times++) yield value * times;
}
