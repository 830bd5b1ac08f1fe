import { writtenBody } from '../contract/contract.ts';
import type { Contracts } from '../contract/load.ts';
import { namingWriter } from '../openapi/dereference/dereference.ts';
import { withInheritedUnions } from '../openapi/inheritance.ts';
import { type Definitions, definitionReference } from '../schema/definitions.ts';
import type { Schema } from '../schema/types.ts';
import { localReference } from './portable.ts';
import { booleanless, type ChangeOrder, rewriteSchema, type SchemaChange } from './rewrite.ts';

/** Holds a schema and its definitions, by their names. */
export interface NamedSchemas {
  root: Schema;
  definitions: Record<string, Schema>;
}

/** Changes a schema and its definitions. */
export function changeAll(
  { root, definitions }: NamedSchemas,
  change: SchemaChange,
  order: ChangeOrder = 'outer-first',
): NamedSchemas {
  const changed = Object.entries(definitions).map(([name, each]) => [
    name,
    rewriteSchema(each, `/$defs/${name}`, change, order),
  ]);
  return { root: rewriteSchema(root, '', change, order), definitions: Object.fromEntries(changed) };
}

/** Writes the schemas of all operations, each thing that the document names a definition of that name. */
export function namedSchemas({ all, effective, source }: Contracts): { schemas: NamedSchemas; written: Definitions } {
  const inherited = withInheritedUnions(effective);
  const writer = namingWriter(inherited, source);
  const schemas = all.map((contract) => {
    // What is wrong with its schema is said as everywhere else.
    void contract.judged.schema;
    return booleanless(writer.write(writtenBody({ inherited }, contract.operation).schema ?? {}));
  });
  const named = Object.entries(writer.definitions).map(([reference, schema]) => [nameOf(reference), schema]);
  const definitions: Record<string, Schema> = Object.fromEntries(named);
  const [root = {}, another] = schemas;
  if (another === undefined) return { schemas: { root, definitions }, written: writer.definitions };
  const references = all.map(({ operation }, index) => {
    const name = freeName(nameOf(definitionReference(operation.name)), definitions);
    definitions[name] = schemas[index] as Schema;
    return { $ref: definitionReference(name) };
  });
  return { schemas: { root: { anyOf: references }, definitions }, written: writer.definitions };
}

function nameOf(reference: string): string {
  return localReference(reference).replace('#/$defs/', '');
}

function freeName(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  let name = wanted;
  for (let number = 2; Object.hasOwn(taken, name); number++) name = `${wanted}-${number}`;
  return name;
}
