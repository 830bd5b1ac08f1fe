import { translateSchema } from '../../openapi/dereference/normalise.ts';
import { schemaKeywords } from '../../openapi/keywords.ts';
import { isObject, type Json, mapValues } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import { type Member, readMember } from '../schemas/model/conjunction.ts';
import { type DocumentContext, target } from '../schemas/model/context.ts';
import { leafUnion, type WrittenUnion } from '../schemas/model/unions.ts';

/** Says how unions are read: by the letter, where what fits two of `oneOf` is refused, or so that fitting any is enough. */
export type UnionReading = 'strict' | 'lenient';

/** Holds the body of one document. */
export interface Body {
  context: DocumentContext;
  members: readonly Member[];
}

/** Lists keywords whose schemas speak of what is inside a value. */
const within = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems', 'contains'],
  ...['unevaluatedProperties', 'unevaluatedItems'],
]);
const negating = new Set(['not', 'if']);
/** Lists what a validator must not see: names of ours, of documents, and of a dialect that it does not speak. */
const dropped = new Set([
  ...['$ref', 'allOf', 'discriminator', 'example', 'examples', 'default'],
  ...['$id', '$schema', '$anchor', '$defs', 'xml', 'definitions', 'dependencies', 'additionalItems', 'contentSchema'],
]);
/** References, unions and the like that may follow one another without going deeper into an event. */
const mostHops = 60;
/** A validator of more schemas than this takes too long to make. */
const mostWrittenSchemas = 4_000;

interface SchemaWriter {
  context: DocumentContext;
  reading: UnionReading;
  /** Says what is referred to, by its pointer. */
  names: Map<string, string>;
  waiting: Member[];
  schemas: number;
  /** Says how many negations lie around: what allows more within one allows less without. */
  negations: number;
}

/** Says for what a schema is written: for these values only, or for any; and after how many hops. */
interface WriteScope {
  values: readonly Json[] | undefined;
  hops: number;
}

/**
 * Writes a conjunction as one schema of JSON Schema 2020-12 that needs nothing around it: references lead into `$defs`,
 * misplaced discriminators choose, and what OpenAPI 3.0 writes in its own way is written in the standard's. With `events`
 * only what speaks of them is written: the rest of a large document costs nothing. Throws for what is too large or endless.
 */
export function writeJsonSchema({ context, members }: Body, reading: UnionReading, events?: readonly Json[]): Schema {
  const writer: SchemaWriter = { context, reading, names: new Map(), waiting: [], schemas: 0, negations: 0 };
  const written = members.map((member) => writeMember(writer, member, { values: events, hops: 0 }));
  const $defs: Record<string, Schema> = {};
  for (let member = writer.waiting.pop(); member; member = writer.waiting.pop())
    $defs[writer.names.get(member.pointer) as string] = writeMember(writer, member, { values: undefined, hops: 0 });
  return { ...(written.length === 1 ? written[0] : { allOf: written }), $defs };
}

function writeMember(writer: SchemaWriter, { schema, pointer }: Member, to: WriteScope): Schema {
  const { unevaluatedProperties, unevaluatedItems, ...others } = schema;
  const unevaluated = { unevaluatedProperties, unevaluatedItems } as Schema;
  if (unevaluatedProperties === undefined && unevaluatedItems === undefined)
    return writeComposed(writer, { schema, pointer }, to);
  // They look at what stands beside them, and must not be moved into a member of their own.
  const beside = writeKeywords(writer, { schema: unevaluated, pointer }, to);
  return { allOf: [writeComposed(writer, { schema: others, pointer }, to)], ...beside };
}

function writeComposed(writer: SchemaWriter, { schema, pointer }: Member, to: WriteScope): Schema {
  const { context } = writer;
  if (to.hops > mostHops || ++writer.schemas > mostWrittenSchemas) throw new RangeError('too large to be written out');
  if (typeof schema.$ref === 'string') {
    const { $ref, ...siblings } = schema;
    const referred = writeReference(writer, target(context, $ref as string), to);
    const alone = context.dialect === '3.0' || Object.keys(siblings).length === 0;
    return alone ? referred : { allOf: [referred, writeMember(writer, { schema: siblings, pointer }, to)] };
  }
  const { allOf = [], ...own } = schema;
  const members = allOf.map((each, index) =>
    writeMember(writer, readMember(context, each, `${pointer}/allOf/${index}`), to),
  );
  const member = { schema: own, pointer };
  const union = leafUnion(context, member);
  const written = union ? writeUnion(writer, union, to) : writeKeywords(writer, member, to);
  return members.length === 0 ? written : { allOf: [written, ...members] };
}

function writeReference(writer: SchemaWriter, found: ReturnType<typeof target>, to: WriteScope): Schema {
  const member = readMember(writer.context, found.node, found.pointer);
  if (to.values) return writeMember(writer, member, { ...to, hops: to.hops + 1 });
  const name = writer.names.get(found.pointer) ?? `s${writer.names.size}`;
  if (!writer.names.has(found.pointer)) writer.waiting.push(member);
  writer.names.set(found.pointer, name);
  return { $ref: `#/$defs/${name}` };
}

function writeUnion(
  writer: SchemaWriter,
  { rest, branches, kind, discriminator }: WrittenUnion,
  to: WriteScope,
): Schema {
  // A validator that follows a discriminator tries one branch and names the one thing that is wrong with it.
  const written =
    discriminator && isDistinct(branches, discriminator.name)
      ? {
          type: 'object',
          oneOf: branches.map(({ own, selector }) => ({ ...selector?.schema, allOf: [writeMember(writer, own, to)] })),
          discriminator: { propertyName: discriminator.name },
        }
      : {
          [writer.reading === 'strict' || writer.negations > 0 ? kind : 'anyOf']: branches.map(({ own, selector }) =>
            selector
              ? { allOf: [writeMember(writer, own, to), writeMember(writer, selector, to)] }
              : writeMember(writer, own, to),
          ),
        };
  return { allOf: [writeMember(writer, rest, to), written] };
}

/** Tells whether each branch is chosen by values that are texts and no other branch's. */
function isDistinct(branches: WrittenUnion['branches'], name: string): boolean {
  const lists = branches.map(({ selector }) => selector?.schema.properties?.[name]?.enum);
  const values = lists.flat();
  return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
}

function writeKeywords(writer: SchemaWriter, { schema, pointer }: Member, to: WriteScope): Schema {
  const child = (value: unknown, keyword: string, key?: string): Schema => {
    const place = `${pointer}/${keyword}${key === undefined ? '' : `/${key}`}`;
    const name = keyword === 'properties' ? key : undefined;
    const values = within.has(keyword) ? innerValues(to.values, name) : to.values;
    const hops = values === to.values ? to.hops : 0;
    return writeMember(writer, readMember(writer.context, value, place), { values, hops });
  };
  const written: Schema = {};
  for (const [keyword, value] of Object.entries(translateSchema(schema, writer.context.dialect))) {
    if (value === undefined || dropped.has(keyword) || keyword.startsWith('x-')) continue;
    if (schemaKeywords.map.includes(keyword) && isObject(value)) {
      const declared = keyword === 'properties' ? present(value, to.values) : value;
      written[keyword] = mapValues(declared, (each, name) => child(each, keyword, name));
    } else if (keyword === 'prefixItems' && Array.isArray(value))
      written[keyword] = value.map((each, index) => child(each, keyword, String(index)));
    else if (schemaKeywords.one.includes(keyword) && typeof value !== 'boolean') {
      if (negating.has(keyword)) writer.negations++;
      written[keyword] = child(value, keyword);
      if (negating.has(keyword)) writer.negations--;
    } else written[keyword] = value;
  }
  return written;
}

/** Finds the values inside others: under one name, or all that are there. */
function innerValues(values: WriteScope['values'], name: string | undefined): WriteScope['values'] {
  return values?.flatMap((value): readonly Json[] => {
    if (Array.isArray(value)) return name === undefined ? value : [];
    if (!isObject(value)) return [];
    if (name === undefined) return Object.values(value) as Json[];
    return Object.hasOwn(value, name) ? [value[name] as Json] : [];
  });
}

/** Keeps declared properties that a value has: what is not there is neither right nor wrong. */
function present(declared: Record<string, unknown>, values: WriteScope['values']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(declared).filter(([name]) => innerValues(values, name)?.length !== 0));
}
