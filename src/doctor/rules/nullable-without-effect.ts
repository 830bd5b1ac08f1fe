import { conjunctsOf } from '../../openapi/discriminator.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { DoctorRule } from '../rule.ts';
import type { SchemaNode } from '../schema-nodes.ts';

/**
 * Finds `nullable` where it means nothing, and says it once: OpenAPI 3.1 has no such keyword, and in 3.0 it only adds null
 * to the `type` in the same schema (OpenAPI 3.0.3, 4.7.24), where `allOf` lets it. Beside a reference it is for
 * `ref-siblings` to find.
 */
export const nullableWithoutEffect: DoctorRule = {
  id: 'nullable-without-effect',
  level: 'warning',
  find({ document, nodes, dialect }) {
    const isIdle = ({ schema }: SchemaNode): boolean => {
      if (schema.nullable !== true || dialect !== '3.0') return schema.nullable === true;
      if (typeof schema.$ref === 'string') return false;
      const [, ...members] = conjunctsOf(document, schema);
      return schema.type === undefined || members.some(({ type, nullable }) => type !== undefined && !nullable);
    };
    const [first, ...others] = nodes.filter(isIdle);
    if (!first) return [];
    const more =
      others.length === 0 ? '' : `, and at ${others.length} more (next: ${toPointer(others[0]?.path ?? [])})`;
    return [
      {
        pointer: [...first.path, 'nullable'],
        message:
          dialect === '3.0'
            ? `nullable has no effect here: no type stands beside it, or allOf refuses null${more}`
            : `nullable has no effect in this version of OpenAPI${more}: null is a type there`,
        consequence: 'null, which is meant to be legal, is refused unless something else takes it.',
        // Only its author can say which of the schemas around it shall take null.
        fix: [],
      },
    ];
  },
};
