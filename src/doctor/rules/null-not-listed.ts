import { translateSchema } from '../../openapi/dereference/normalise.ts';
import type { Dialect } from '../../openapi/keywords.ts';
import { type Schema, typesOf } from '../../schema/types.ts';
import { updateAction } from '../overlay-actions.ts';
import type { DoctorRule } from '../rule.ts';

/** Finds schemas that say null is legal, while their list of values lacks it: a value must be in the list. */
export const nullNotListed: DoctorRule = {
  id: 'null-not-listed',
  level: 'error',
  find({ nodes, dialect }) {
    return nodes
      .filter(({ schema }) => meansNull(schema, dialect) && schema.enum?.includes(null) === false)
      .map(({ path, schema }) => ({
        pointer: [...path, 'enum'],
        message: `null is said to be legal, but is not among the ${schema.enum?.length} values`,
        consequence: 'null, which is meant to be legal, is refused.',
        fix: [updateAction(path, 'A value must be in the list, and null is meant to be one.', { enum: [null] })],
        values: () => [null],
        shows: 'refused' as const,
        oneWay: true as const,
      }));
  },
};

function meansNull(schema: Schema, dialect: Dialect): boolean {
  if (typeof schema.$ref === 'string') return false;
  return typesOf(translateSchema(schema, dialect))?.includes('null') ?? false;
}
