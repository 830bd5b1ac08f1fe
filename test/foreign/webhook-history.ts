import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { filesIn, suiteFolder } from './suites.ts';

type Schema = Record<string, unknown>;

/** Holds a published document, and what plain Ajv says of events by it. */
export interface Published {
  webhooks: string[];
  /** Gives the schema of a webhook's events. */
  schemaOf(webhook: string): Schema;
  /** Follows references, as far as they lead. */
  follow(schema: unknown): Schema;
  validatorOf(webhook: string): ValidateFunction;
}

/** Two documents that one product published one after the other. */
export interface HistoryStep {
  old: string;
  now: string;
  /** Names product and versions. */
  title: string;
}

/** Finds all steps between published documents of a product, those that differ, each pair of texts once. */
export function historySteps(versions: readonly string[]): HistoryStep[] {
  const steps = new Map<string, HistoryStep>();
  const last = new Map<string, { version: string; file: string; digest: string }>();
  for (const version of versions) {
    const folder = suiteFolder(`openapi-webhooks/${version}`);
    for (const name of filesIn(folder).filter((each) => each.endsWith('.json'))) {
      const file = `${folder}/${name}`;
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
      const before = last.get(name);
      last.set(name, { version, file, digest });
      if (!before || before.digest === digest) continue;
      const title = `${name.replace('.json', '')} ${before.version} to ${version}`;
      steps.set(`${before.digest} ${digest}`, { old: before.file, now: file, title });
    }
  }
  return [...steps.values()];
}

/** Reads a document for the oracle, which knows nothing of this project's reading. */
export function published(file: string): Published {
  const document = JSON.parse(readFileSync(file, 'utf8')) as { webhooks: Record<string, unknown> };
  // What is written once is compiled once.
  const ajv = new Ajv2020({ strict: false, logger: false, validateSchema: false, inlineRefs: false });
  formats.default(ajv);
  ajv.addSchema(document, 'document');
  const follow = (schema: unknown): Schema => {
    const { $ref } = schema as { $ref?: unknown };
    return typeof $ref === 'string' ? follow(at(document, $ref)) : (schema as Schema);
  };
  const pointer = (webhook: string) => `#/webhooks/${webhook}/post/requestBody/content/application~1json/schema`;
  const compiled = new Map<string, ValidateFunction>();
  const takesJson = (webhook: string): boolean => at(document, pointer(webhook)) !== undefined;
  return {
    webhooks: Object.keys(document.webhooks).filter(takesJson),
    schemaOf: (webhook) => ({ $ref: pointer(webhook) }),
    follow,
    validatorOf(webhook) {
      const validate = compiled.get(webhook) ?? ajv.compile({ $ref: `document${pointer(webhook)}` });
      compiled.set(webhook, validate);
      return validate;
    },
  };
}

function at(document: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((value: unknown, token) => (value as Schema | undefined)?.[token], document);
}

const silent = new Set(['title', 'description', 'summary', 'example', 'examples', 'deprecated', '$comment']);

/** Makes what tells whether two schemas say the same to a validator, in the same order of words or another. */
export function sameSchemas(old: Published, now: Published): (a: unknown, b: unknown) => boolean {
  const known = new Map<string, boolean>();
  const same = (a: unknown, b: unknown, hasNames: boolean): boolean => {
    if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
    if (Array.isArray(a) || Array.isArray(b))
      return (
        Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => same(each, b[i], false))
      );
    const key = JSON.stringify([(a as Schema).$ref, (b as Schema).$ref]);
    const isReference = typeof (a as Schema).$ref === 'string' && typeof (b as Schema).$ref === 'string';
    const before = isReference ? known.get(key) : undefined;
    if (before !== undefined) return before;
    if (isReference) known.set(key, true);
    const [left, right] = [said(old.follow(a), hasNames), said(now.follow(b), hasNames)];
    const names = Object.keys(left);
    const result =
      isDeepStrictEqual(names.toSorted(), Object.keys(right).toSorted()) &&
      names.every((name) => {
        const isData = !hasNames && ['enum', 'const', 'default', 'required'].includes(name);
        return isData
          ? isDeepStrictEqual(left[name], right[name])
          : same(left[name], right[name], !hasNames && name === 'properties');
      });
    if (isReference) known.set(key, result);
    return result;
  };
  return (a, b) => same(a, b, false);
}

function said(schema: Schema, hasNames: boolean): Schema {
  return hasNames ? schema : Object.fromEntries(Object.entries(schema).filter(([name]) => !silent.has(name)));
}

/** Makes events of a schema: `choose` says which of so many ways is taken where there are several, and how full objects are. */
export function generatedEvent(
  document: Published,
  node: unknown,
  choose: (ways: number) => number,
  depth = 0,
): unknown {
  const schema = document.follow(node);
  const inner = (each: unknown): unknown => generatedEvent(document, each, choose, depth + 1);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[choose(schema.enum.length)];
  const union = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(union)) {
    const chosen = inner(union[choose(union.length)]);
    const { oneOf: _, anyOf: __, ...rest } = schema;
    return isPlain(chosen) && rest.properties ? { ...(inner(rest) as object), ...chosen } : chosen;
  }
  if (Array.isArray(schema.allOf)) return Object.assign({}, ...schema.allOf.map(inner));
  const types = [schema.type ?? (schema.properties ? 'object' : 'string')].flat();
  return madeOf(types[choose(types.length)], { schema, inner, choose, depth });
}

interface Making {
  schema: Schema;
  inner: (each: unknown) => unknown;
  choose: (ways: number) => number;
  depth: number;
}

const formatted: Record<string, string> = {
  uri: 'https://example.com/a',
  'uri-template': 'https://example.com/{a}',
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  email: 'someone@example.com',
  uuid: '11111111-2222-4333-8444-555555555555',
};

function madeOf(type: unknown, { schema, inner, choose, depth }: Making): unknown {
  if (type === 'null') return null;
  if (type === 'boolean') return choose(2) === 1;
  if (type === 'integer' || type === 'number') return Number(schema.minimum ?? 1);
  if (type === 'array')
    return Array.from({ length: Number(schema.minItems ?? choose(2)) }, () => inner(schema.items ?? {}));
  if (type === 'object') {
    const required = new Set(schema.required as string[] | undefined);
    const isFull = depth < 12 && choose(2) === 1;
    const names = Object.entries((schema.properties ?? {}) as Schema).filter(([name]) => isFull || required.has(name));
    return Object.fromEntries(names.map(([name, property]) => [name, inner(property)]));
  }
  const text = formatted[String(schema.format)] ?? 'text';
  return text.padEnd(Number(schema.minLength ?? 0), 'x').slice(0, Number(schema.maxLength ?? 1_000));
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes choices that look random and are the same each time. */
export function choices(seed: number): (ways: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (ways) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * ways);
  };
}
