import { translateSchema } from '../../openapi/dereference/normalise.ts';
import { schemaKeywords } from '../../openapi/keywords.ts';
import { isObject, type Json, mapValues } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';
import { type Member, quotedMembers, readMember } from '../schemas/model/conjunction.ts';
import { type DocumentContext, target } from '../schemas/model/context.ts';
import { leafUnion, type WrittenUnion } from '../schemas/model/unions.ts';
import type { Patch } from './alone/patch.ts';
import type { UnionReading } from './reading.ts';

/** Holds the body of one document, and what of it is written otherwise. */
export interface Body {
  context: DocumentContext;
  members: readonly Member[];
  patch?: Patch;
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
  patch: Patch | undefined;
  /** Holds what is common to the writers of all documents that a schema is written from. */
  common: {
    /** The document that the others are quoted in. */
    first: DocumentContext;
    /** Says what is referred to, by its pointer. */
    names: Map<string, string>;
    waiting: { name: string; writer: SchemaWriter; member: Member }[];
    schemas: number;
    /** Holds what was written of values, by what leads to it: alternatives may lead to the same thing twice, each time. */
    written: Map<string, Schema>;
    /** Numbers the values, and the documents, by which that is known again. */
    numbers: Map<unknown, number>;
    /** Says how many negations lie around: what allows more within one allows less without. */
    negations: number;
  };
}

/** Says for what a schema is written: for these values only, or for any; after how many hops, and in which unions. */
interface WriteScope {
  values: readonly Json[] | undefined;
  hops: number;
  /** Says where the unions are written of which this is a branch. */
  unions: readonly string[];
  /** It was reached by `allOf`. */
  inherited?: boolean;
}

/**
 * Writes a conjunction as one schema of JSON Schema 2020-12 that needs nothing around it: references lead into `$defs`,
 * misplaced discriminators choose, and what OpenAPI 3.0 writes in its own way is written in the standard's. With `events`
 * only what speaks of them is written: the rest of a large document costs nothing, and what is met again of the same values is the
 * same object again. Throws for what is too large or endless.
 */
export function writeJsonSchema(
  { context, members, patch }: Body,
  reading: UnionReading,
  events?: readonly Json[],
): Schema {
  const found = { names: new Map(), waiting: [], written: new Map(), numbers: new Map() };
  const common = { first: context, schemas: 0, negations: 0, ...found };
  const writer: SchemaWriter = { context, reading, patch, common };
  const written = members.map((member) => writeNode(writer, member, { values: events, hops: 0, unions: [] }));
  const $defs: Record<string, Schema> = {};
  for (let next = writer.common.waiting.pop(); next; next = writer.common.waiting.pop())
    $defs[next.name] = writeNode(next.writer, next.member, { values: undefined, hops: 0, unions: [] });
  return { ...(written.length === 1 ? written[0] : { allOf: written }), $defs };
}

/** Writes what stands at a place of a document: the patch for it is made here, and once. */
function writeNode(writer: SchemaWriter, member: Member, to: WriteScope): Schema {
  const { schema, pointer, home = writer.context } = member;
  if (home !== writer.context) return writeNode(writerFor(writer, home), { schema, pointer }, to);
  const quoted = quotedMembers(schema);
  if (quoted) return { allOf: quoted.map((each) => writeNode(writer, each, to)) };
  const edit = writer.patch?.get(pointer);
  return edit
    ? writeMember(writer, { schema: edit(schema, writer.reading), pointer }, to)
    : writeMember(writer, member, to);
}

/** Gives a writer of the same schema for another document; what is patched is the first one. */
function writerFor({ reading, patch, common }: SchemaWriter, context: DocumentContext): SchemaWriter {
  return { context, reading, common, patch: context === common.first ? patch : undefined };
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
  const { context, common } = writer;
  if (to.hops > mostHops || ++common.schemas > mostWrittenSchemas) throw new RangeError('too large to be written out');
  if (typeof schema.$ref === 'string') {
    const { $ref, ...siblings } = schema;
    const referred = writeReference(writer, target(context, $ref as string), to);
    const alone = context.dialect === '3.0' || Object.keys(siblings).length === 0;
    return alone ? referred : { allOf: [referred, writeMember(writer, { schema: siblings, pointer }, to)] };
  }
  const { allOf = [], ...own } = schema;
  const members = allOf.map((each, index) =>
    writeNode(writer, readMember(context, each, `${pointer}/allOf/${index}`), { ...to, inherited: true }),
  );
  const written = writeUnions(writer, { schema: own, pointer }, to);
  return members.length === 0 ? written : { allOf: [written, ...members] };
}

function writeReference(writer: SchemaWriter, found: ReturnType<typeof target>, to: WriteScope): Schema {
  const { context, common } = writer;
  const member = readMember(context, found.node, found.pointer);
  if (to.values) return writeOfValues(writer, member, { ...to, hops: to.hops + 1 });
  const key = `${context === common.first ? '' : 'other '}${found.pointer}`;
  const name = common.names.get(key) ?? `s${common.names.size}`;
  if (!common.names.has(key)) common.waiting.push({ name, writer, member });
  common.names.set(key, name);
  return { $ref: `#/$defs/${name}` };
}

/** Writes, once, what a reference says of some values. */
function writeOfValues(writer: SchemaWriter, member: Member, to: WriteScope): Schema {
  const { context, common } = writer;
  const numberOf = (value: unknown): number => {
    const number = common.numbers.get(value) ?? common.numbers.size;
    common.numbers.set(value, number);
    return number;
  };
  const of = (to.values ?? []).map(numberOf);
  const way = [to.unions, to.inherited === true, common.negations > 0];
  const key = JSON.stringify([numberOf(context), member.pointer, of, ...way]);
  const written = common.written.get(key) ?? writeNode(writer, member, to);
  common.written.set(key, written);
  return written;
}

/** Writes a schema with its unions; one that is met in a branch of its own ends there, as it does in a comparison. */
function writeUnions(writer: SchemaWriter, member: Member, to: WriteScope): Schema {
  const union = leafUnion(writer.context, member, writer.reading === 'meaning' ? undefined : 'own');
  if (!union) return writeKeywords(writer, member, to);
  const { pointer } = member;
  if (to.unions.includes(pointer)) return to.inherited ? writeMember(writer, union.rest, to) : { not: {} };
  return writeUnion(writer, union, { ...to, inherited: false, unions: [...to.unions, pointer] });
}

function writeUnion(
  writer: SchemaWriter,
  { rest, branches, kind, discriminator }: WrittenUnion,
  to: WriteScope,
): Schema {
  const besides = { ...to, unions: to.unions.slice(0, -1) };
  const byLetter = writer.reading !== 'meaning';
  const isAny = writer.reading === 'any' && writer.common.negations === 0;
  // A validator that follows a discriminator tries one branch and names the one thing that is wrong with it.
  const written =
    discriminator && !byLetter && isDistinct(branches, discriminator.name)
      ? {
          type: 'object',
          oneOf: branches.map(({ own, selector }) => ({ ...selector?.schema, allOf: [writeNode(writer, own, to)] })),
          discriminator: { propertyName: discriminator.name },
        }
      : {
          [isAny ? 'anyOf' : kind]: branches.map(({ own, selector }) =>
            selector && !byLetter
              ? { allOf: [writeNode(writer, own, to), writeMember(writer, selector, to)] }
              : writeNode(writer, own, to),
          ),
        };
  return { allOf: [writeMember(writer, rest, besides), written] };
}

/** Tells whether each branch is chosen by values that are texts and no other branch's. */
function isDistinct(branches: WrittenUnion['branches'], name: string): boolean {
  const lists = branches.map(({ selector }) => selector?.schema.properties?.[name]?.enum);
  const values = lists.flat();
  return values.every((value) => typeof value === 'string') && new Set(values).size === values.length;
}

function writeKeywords(writer: SchemaWriter, { schema, pointer }: Member, to: WriteScope): Schema {
  const placeOf = (keyword: string, key?: string) =>
    pointer + toPointer([keyword, ...(key === undefined ? [] : [key])]);
  const child = (value: unknown, keyword: string, key?: string): Schema => {
    const place = placeOf(keyword, key);
    const name = keyword === 'properties' ? key : undefined;
    const values = within.has(keyword) ? innerValues(to.values, name) : to.values;
    const isInside = within.has(keyword);
    // Of what is not there nothing is asked; what holds itself would ask it without end.
    if (isInside && values?.length === 0) return {};
    const scope = isInside ? { hops: values === to.values ? to.hops : 0, unions: [] } : to;
    return writeNode(writer, readMember(writer.context, value, place), { ...scope, values });
  };
  const written: Schema = {};
  for (const [keyword, value] of Object.entries(translateSchema(schema, writer.context.dialect))) {
    if (value === undefined || dropped.has(keyword) || keyword.startsWith('x-')) continue;
    if (schemaKeywords.map.includes(keyword) && isObject(value)) {
      const declared = keyword === 'properties' ? present(value, to.values) : value;
      written[keyword] = mapValues(declared, (each, name) => child(each, keyword, name));
    } else if (keyword === 'prefixItems' && Array.isArray(value))
      written[keyword] = value.map((each, index) => child(each, keyword, String(index)));
    else if (
      schemaKeywords.one.includes(keyword) &&
      (typeof value !== 'boolean' || writer.patch?.has(placeOf(keyword)))
    ) {
      if (negating.has(keyword)) writer.common.negations++;
      written[keyword] = child(value, keyword);
      if (negating.has(keyword)) writer.common.negations--;
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
