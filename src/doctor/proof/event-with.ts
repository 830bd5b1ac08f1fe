import { dereferenceSchema } from '../../openapi/dereference/dereference.ts';
import { withInheritedUnions } from '../../openapi/inheritance.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { referenceTarget } from '../../openapi/resolve.ts';
import type { Json } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import { exampleOf } from '../../schema/samples/example.ts';
import type { Schema } from '../../schema/types.ts';
import { variantsOf } from '../../schema/variants.ts';
import type { ProofRoute, RouteStep } from './routes.ts';

/** Schemas that come to more nodes are left out: to make events of them takes seconds. */
const mostNodes = 40_000;
const mostTries = 3;

/**
 * Makes events in which a value stands where a route leads, and else little more than what is required. Whether they are
 * valid is for the caller to see. Gives none where the schema of the events is beyond all measure.
 */
export function* eventsWith(document: OpenApiDocument, { start, steps }: ProofRoute, value: Json): Generator<Json> {
  const whole = valueAt(document, start) as Schema;
  try {
    const focused = focusOn(document, whole, steps, value);
    const { schema, definitions } = dereferenceSchema(withInheritedUnions(document), focused, mostNodes);
    const variants = variantsOf(schema, definitions).slice(0, mostTries);
    for (const extent of ['minimal', 'maximal'] as const)
      for (const variant of variants) yield exampleOf(variant, extent);
  } catch {
    // Whoever reads the operation says what is wrong with its schema.
  }
}

/** Narrows a schema to values that hold a given one where the steps lead: by it alone in the last place, and what leads there required. */
function focusOn(document: OpenApiDocument, schema: Schema, steps: readonly RouteStep[], value: Json): Schema {
  const [step, ...rest] = steps;
  if (!step) return { const: value };
  const { by, key } = step;
  const into = (child: Schema): Schema => focusOn(document, child, rest, value);
  if (by === 'reference') {
    const target = into(referenceTarget(document, schema.$ref as string).value as Schema);
    const { $ref: _, ...beside } = schema;
    return document.openapi.startsWith('3.0') || Object.keys(beside).length === 0
      ? target
      : { allOf: [target, beside] };
  }
  if (by === 'allOf')
    return { ...schema, allOf: (schema.allOf ?? []).map((each, index) => (String(index) === key ? into(each) : each)) };
  if (by === 'oneOf' || by === 'anyOf') {
    const branch = schema[by]?.[Number(key)] as Schema;
    // The branch stays as it is written, beside what is looked for in it: its discriminator knows it by its reference.
    return { ...schema, [by]: [branch], allOf: [...(schema.allOf ?? []), into(branch)] };
  }
  if (by === 'items') {
    const { minItems = 0, ...others } = schema;
    return { ...others, minItems: Math.max(minItems, 1), items: into(schema.items as Schema) };
  }
  const required = [...new Set([...(schema.required ?? []), key])];
  if (by === 'others')
    return { ...schema, required, additionalProperties: into(schema.additionalProperties as Schema) };
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => required.includes(name))
      .map(([name, child]) => [name, name === key ? into(child) : child]),
  );
  return { ...schema, required, properties };
}
