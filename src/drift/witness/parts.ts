import { mapFields } from '../../openapi/keywords.ts';
import { definitionReference } from '../../schema/definitions.ts';
import { isObject } from '../../schema/json.ts';
import type { Schema } from '../../schema/types.ts';
import { compileSchema, type Validator } from '../../schema/validate/compile.ts';

/** Makes a validator of a schema that refers to nothing outside itself. Throws for what is too large, or compiles not. */
export type Compile = (schema: Schema) => Validator;

/** A part that is written in fewer characters is compiled faster than it is looked up. */
const leastPart = 300;
/** Bounds what is kept of what was compiled, in characters of schemas: validators take many times their room. */
const mostKept = 1_000_000;
/** A validator of more schemas than this takes too long to make. */
const mostSchemas = 4_000;

/** Bounds the schemas that references written out come to; in more, too many ways may lead to the same one. */
const mostWrittenOut = 500;

/** Lists keywords whose schemas speak of what is inside a value, so that a reference may stand for them wherever they are. */
const innerKeywords = new Set(['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems']);

/** Holds what was compiled so far. */
interface Compiled {
  definitions: Record<string, Schema>;
  /** The reference to each part, and the validator of each whole, by its text. */
  references: Map<string, string>;
  validators: Map<string, Validator>;
  characters: number;
}

/**
 * Makes what compiles the schemas of one comparison: what several of them say in the same words is compiled once, as are the places
 * of one schema that are the same object, which may be more than could be written out. References lead into its own `$defs`.
 */
export function newCompiler(): Compile {
  const kept = new Map<boolean, Compiled>();
  return (schema) => {
    if (Object.keys(schema.$defs ?? {}).length > 0) return wholeValidator(compiledIn(kept, false), schema);
    const { shared, unevaluated } = surveyed(schema);
    const compiled = compiledIn(kept, unevaluated);
    const whole = writePart({ compiled, shared, unevaluated, written: new Map() }, schema);
    const text = JSON.stringify(whole.schema);
    const { definitions, validators } = compiled;
    const validate =
      validators.get(text) ?? compileSchema(whole.schema, { written: true, definitions, together: { unevaluated } });
    if (!validators.has(text)) compiled.characters += text.length;
    validators.set(text, validate);
    return validate;
  };
}

/** Gives what was compiled so far, or begins anew where that is too much to keep. */
function compiledIn(kept: Map<boolean, Compiled>, unevaluated: boolean): Compiled {
  const before = kept.get(unevaluated);
  if (before && before.characters < mostKept) return before;
  const anew = { definitions: {}, references: new Map(), validators: new Map(), characters: 0 };
  kept.set(unevaluated, anew);
  return anew;
}

/** Compiles a schema with definitions of its own, to which alone its references lead. */
function wholeValidator(compiled: Compiled, schema: Schema): Validator {
  const text = JSON.stringify(schema);
  const { validators } = compiled;
  const known = validators.get(text);
  if (known) return known;
  const { $defs = {}, ...own } = schema as Schema & { $defs?: Record<string, Schema> };
  let validate: Validator;
  if (writtenOutSize(own, $defs) <= mostWrittenOut) validate = compileSchema(schema, { written: true, once: true });
  // What was looked at beside a reference is known of one in the schema itself only.
  else if (text.includes('"unevaluated')) throw new RangeError('too many ways lead through it');
  else validate = compileSchema(withDefinitions(own), { written: true, once: true, definitions: definitionsOf($defs) });
  validators.set(text, validate);
  compiled.characters += text.length;
  return validate;
}

/** Counts the schemas that there were if each reference were written out; what contains itself is written once. */
function writtenOutSize(schema: Schema, $defs: Readonly<Record<string, Schema>>): number {
  const known = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    if (!isObject(node)) return 1;
    const before = known.get(node);
    if (before !== undefined) return before;
    known.set(node, 1);
    let size = 1 + (typeof node.$ref === 'string' ? sizeOf($defs[definitionName(node.$ref)]) : 0);
    mapFields(node, 'Schema', (child, kind) => {
      if (kind) size += sizeOf(child);
      return undefined;
    });
    known.set(node, size);
    return size;
  };
  return sizeOf(schema);
}

function definitionsOf($defs: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries($defs).map(([name, each]) => [definitionReference(name), withDefinitions(each)]),
  );
}

/** Lets references lead to definitions beside the schema: of each it is asked once what it says of a value. */
function withDefinitions(schema: Schema): Schema {
  const { $ref } = schema;
  if (typeof $ref === 'string') return { $ref: definitionReference(definitionName($ref)) };
  return mapFields(schema, 'Schema', (child, kind) => (kind && isObject(child) ? withDefinitions(child) : child));
}

function definitionName(reference: string): string {
  return reference.slice('#/$defs/'.length);
}

/** Finds the schemas that stand in several places, and whether any asks what was looked at beside it. */
function surveyed(schema: Schema): { shared: ReadonlySet<unknown>; unevaluated: boolean } {
  const seen = new Set<unknown>();
  const shared = new Set<unknown>();
  let unevaluated = false;
  const look = (node: unknown): unknown => {
    if (!isObject(node)) return node;
    if (seen.has(node)) shared.add(node);
    if (seen.has(node)) return node;
    seen.add(node);
    unevaluated ||= 'unevaluatedProperties' in node || 'unevaluatedItems' in node;
    mapFields(node, 'Schema', (child, kind) => (kind ? look(child) : child));
    return node;
  };
  look(schema);
  return { shared, unevaluated };
}

interface PartWriter {
  compiled: Compiled;
  shared: ReadonlySet<unknown>;
  unevaluated: boolean;
  written: Map<unknown, WrittenPart>;
}

/** Holds a schema whose large parts are references. */
interface WrittenPart {
  schema: Schema;
  /** Counts the schemas in it. */
  size: number;
}

function writePart(writer: PartWriter, node: Schema): WrittenPart {
  const known = writer.written.get(node);
  if (known) return known;
  let size = 1;
  const schema = mapFields(node, 'Schema', (child, kind, key) => {
    if (!kind || !isObject(child)) return child;
    const part = writePart(writer, child);
    const reference = referenceFor(writer, child, part, innerKeywords.has(key));
    size += reference === undefined ? part.size : 1;
    if (size > mostSchemas) throw new RangeError('too large to be written out');
    return reference === undefined ? part.schema : { $ref: reference };
  });
  const part = { schema, size };
  writer.written.set(node, part);
  return part;
}

/** Gives the reference that stands for a part; undefined for one that is small, or must stand where it is. */
function referenceFor(
  { compiled, shared, unevaluated }: PartWriter,
  node: Schema,
  { schema, size }: WrittenPart,
  isInner: boolean,
): string | undefined {
  // A list of values that chooses a branch must stand in it, and holds no schema.
  if (size === 1 || !(isInner || (shared.has(node) && !unevaluated))) return undefined;
  const text = JSON.stringify(schema);
  if (text.length < leastPart) return undefined;
  const { references, definitions } = compiled;
  const reference = references.get(text) ?? definitionReference(`part-${references.size}`);
  if (!references.has(text)) compiled.characters += text.length;
  references.set(text, reference);
  definitions[reference] = schema;
  return reference;
}
