import { conjunctsOf } from '../openapi/discriminator.ts';
import { nodesIn } from '../openapi/keywords.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { followReferences } from '../openapi/resolve.ts';
import { isObject } from '../schema/json.ts';
import type { Schema } from '../schema/types.ts';

/** Holds a schema where it is written; references are not followed. */
export interface SchemaNode {
  path: string[];
  schema: Schema;
}

/** Lists every schema of a document, parents before children. */
export function schemaNodes(document: OpenApiDocument): SchemaNode[] {
  return [...nodesIn(document)].flatMap(({ kind, value, path }) =>
    kind === 'Schema' && isObject(value) ? [{ path, schema: value as Schema }] : [],
  );
}

/** Finds the schema behind references, and where it is written; undefined for one that is no object. */
export function followSchema(document: OpenApiDocument, node: SchemaNode): SchemaNode | undefined {
  const { path, value } = followReferences(document, { path: node.path, value: node.schema });
  return isObject(value) ? { path, schema: value as Schema } : undefined;
}

/** Lists the texts that a value is limited to, through references and `allOf`; undefined when it is free. */
export function listedTexts(document: OpenApiDocument, schema: unknown): string[] | undefined {
  const limiting = conjunctsOf(document, schema).find((each) => each.enum ?? each.const !== undefined);
  const values = limiting && (limiting.enum ?? [limiting.const]);
  return values?.filter((value): value is string => typeof value === 'string');
}

/** Gives the schema of a property, as it is written. A property may have the name of what every object has. */
export function propertyOf({ properties }: Schema, name: string): Schema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Names a branch of a union by what it refers to, or its title. */
export function unionBranchName(branch: unknown): string | undefined {
  if (!isObject(branch)) return undefined;
  if (typeof branch.$ref === 'string') return branch.$ref.split('/').at(-1);
  return typeof branch.title === 'string' ? branch.title : undefined;
}
