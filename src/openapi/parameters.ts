import { isObject } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import type { Schema } from '../schema/types.ts';
import type { OpenApiDocument } from './read/read.ts';

/** Holds a parameter that an operation declares (OpenAPI 3.1.0, 4.8.12). */
export interface Parameter {
  in: 'path' | 'query' | 'header' | 'cookie';
  name: string;
  required: boolean;
  /** Allows everything for a parameter that is described by a media type. */
  schema: Schema;
  example: unknown;
}

/** Names headers that other parts of an operation describe: their parameters are to be ignored (OpenAPI 3.1.0, 4.8.12.2.1). */
const describedElsewhere = new Set(['accept', 'content-type', 'authorization']);

/** Lists the parameters of an operation and of its path item, those of the operation in place of the item's; without references. */
export function declaredParameters(
  document: OpenApiDocument,
  operation: { path: string; method: string },
): Parameter[] {
  const item = valueAt(document.paths, [operation.path]);
  const declared = [valueAt(item, ['parameters']), valueAt(item, [operation.method, 'parameters'])].flat();
  const parameters = declared.filter(isObject).map(
    ({ in: place, name, required, schema, example }): Parameter => ({
      in: place as Parameter['in'],
      name: String(name),
      required: required === true,
      schema: (schema ?? {}) as Schema,
      example,
    }),
  );
  const own = parameters.filter((each) => each.in !== 'header' || !describedElsewhere.has(each.name.toLowerCase()));
  return [...new Map(own.map((each) => [`${each.in} ${each.name}`, each])).values()];
}
