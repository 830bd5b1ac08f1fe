import type { Json } from './json.ts';
import { allowsNull, type Schema, typesOf } from './types.ts';

/** `minimal` gives only what is required; `maximal` gives every declared property and two items in each array. */
export type Extent = 'minimal' | 'maximal';

/**
 * An example value of a union-free schema (see variantsOf). The schema's own examples are used where there are any.
 * The caller validates the result: a keyword that we do not construct for (an odd pattern) can make it miss.
 */
export function sample(schema: Schema, extent: Extent, name = 'value'): Json {
  if (schema.const !== undefined) return schema.const as Json;
  const listed = schema.enum?.find((value) => value !== null);
  if (listed !== undefined) return listed as Json;
  if (schema.enum?.includes(null)) return null;
  const type = (typesOf(schema) ?? guessTypes(schema)).find((each) => each !== 'null');
  if (type === 'object') return sampleObject(schema, extent);
  if (type === 'array') return sampleArray(schema, extent, name);
  const given = schema.example ?? schema.examples?.[0] ?? schema.default;
  if (given !== undefined && typeof given === primitive(type)) return given as Json;
  if (type === 'string') return sampleString(schema, name);
  if (type === 'integer' || type === 'number') return sampleNumber(schema);
  if (type === 'boolean') return true;
  return allowsNull(schema) ? null : {};
}

function guessTypes(schema: Schema): string[] {
  if (schema.properties || schema.required) return ['object'];
  return schema.items ? ['array'] : ['string'];
}

function primitive(type: string | undefined): string {
  return type === 'integer' ? 'number' : (type ?? '');
}

function sampleObject(schema: Schema, extent: Extent): Json {
  const names = Object.keys(schema.properties ?? {});
  const wanted = extent === 'maximal' ? names : names.filter((name) => schema.required?.includes(name));
  const undeclared = (schema.required ?? []).filter((name) => !names.includes(name));
  return Object.fromEntries([
    ...wanted.map((name) => [name, sample(schema.properties?.[name] ?? {}, extent, name)]),
    ...undeclared.map((name) => [name, name]),
  ]);
}

function sampleArray(schema: Schema, extent: Extent, name: string): Json {
  const count = Math.min(Math.max(schema.minItems ?? 0, extent === 'maximal' ? 2 : 0), schema.maxItems ?? 1000);
  return Array.from({ length: count }, (_, i) =>
    sample(schema.items ?? { type: 'string' }, extent, `${name}-${i + 1}`),
  );
}

// Values from ranges that are reserved for documentation, so that no sample can reach anybody.
const byFormat: Record<string, string> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'PT45S',
  uri: 'https://example.com/resource',
  'uri-reference': '/resource',
  email: 'someone@example.com',
  hostname: 'host.example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '11111111-2222-4333-8444-555555555555',
  byte: 'c2FtcGxl',
};

function sampleString(schema: Schema, name: string): string {
  const text = byFormat[schema.format ?? ''] ?? `sample ${name}`;
  const padded = text.padEnd(schema.minLength ?? 0, 'x');
  return schema.maxLength === undefined ? padded : padded.slice(0, schema.maxLength);
}

function sampleNumber(schema: Schema): number {
  const above = typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + 1 : undefined;
  const below = typeof schema.exclusiveMaximum === 'number' ? schema.exclusiveMaximum - 1 : undefined;
  const low = above ?? schema.minimum ?? Math.min(1, below ?? schema.maximum ?? 1);
  const step = schema.multipleOf ?? 1;
  return Math.ceil(low / step) * step;
}
