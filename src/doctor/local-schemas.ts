import { messageOf } from '../errors.ts';
import { dereferenceSchema } from '../openapi/dereference/dereference.ts';
import { withInheritedUnions } from '../openapi/inheritance.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import type { Definitions } from '../schema/definitions.ts';
import type { Json } from '../schema/json.ts';
import { toPointer, valueAt } from '../schema/pointer.ts';
import { exampleOf } from '../schema/samples/example.ts';
import type { Schema } from '../schema/types.ts';
import { compileSchema, type Validator } from '../schema/validate/compile.ts';
import { variantsOf } from '../schema/variants.ts';
import { type Steps, takeSteps } from './steps.ts';

/** Holds one schema of a document as validators read it, references written out. */
export interface LocalSchema {
  schema: Schema;
  definitions: Definitions;
  /** Counts the objects and values that it comes to. */
  size: number;
}

/** Reads single schemas of a document, by where they are written. Undefined for those that are beyond all measure. */
export type LocalSchemas = (path: readonly string[]) => LocalSchema | undefined;

/** Schemas that come to more nodes are left out: to make values of them takes seconds. */
const mostNodes = 20_000;

/** Reads schemas of a document; what is written in the same way twice is read once. */
export function localSchemas(document: OpenApiDocument, steps: Steps): LocalSchemas {
  const inherited = withInheritedUnions(document);
  const known = new Map<string, LocalSchema | undefined>();
  return (path) => {
    const written = valueAt(inherited, path) as Schema;
    const key = JSON.stringify(written);
    if (!known.has(key)) known.set(key, readLocally(inherited, written, path, steps));
    return known.get(key);
  };
}

function readLocally(
  document: OpenApiDocument,
  written: Schema,
  path: readonly string[],
  steps: Steps,
): LocalSchema | undefined {
  const where = toPointer(path);
  if (steps.left < 1 && !takeSteps(steps, 1, where)) return undefined;
  try {
    const { schema, definitions } = dereferenceSchema(document, written, mostNodes);
    const size = countNodes([schema, definitions]);
    return takeSteps(steps, size, where) ? { schema, definitions, size } : undefined;
  } catch (error) {
    steps.left -= mostNodes;
    // What leads nowhere is for whoever reads the operation to say.
    if (messageOf(error).includes('too many nodes'))
      steps.leftOut.add(`${where}: written out, it comes to more than ${mostNodes} nodes`);
    return undefined;
  }
}

/** Counts the objects and values in plain data. */
export function countNodes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const each of Object.values(value)) count += countNodes(each);
  return count;
}

/** Compiles a schema; undefined for one that cannot be, which whoever reads the operation says. */
export function validatorOf({ definitions }: LocalSchema, schema: Schema): Validator | undefined {
  try {
    return compileSchema(schema, { definitions, written: true });
  } catch {
    return undefined;
  }
}

const mostVariants = 10;

/** Makes some values of a schema, small ones first. */
export function samplesOf({ definitions }: LocalSchema, schema: Schema): Json[] {
  try {
    const variants = variantsOf(schema, definitions).slice(0, mostVariants);
    return (['minimal', 'maximal'] as const).flatMap((extent) => variants.map((each) => exampleOf(each, extent)));
  } catch {
    return [];
  }
}
