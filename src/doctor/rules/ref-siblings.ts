import type { Repair } from '../../diagnosis.ts';
import type { Schema } from '../../schema/types.ts';
import { nullSchema } from '../null-repair.ts';
import { removeAction, updateAction } from '../overlay-actions.ts';
import type { DoctorRule, Subject } from '../rule.ts';
import { followSchema, type SchemaNode } from '../schema-nodes.ts';

/** Lists what says nothing about values, beside a reference or not. */
const harmless = new Set([
  ...['$ref', 'description', 'summary', 'title', 'example', 'examples', 'deprecated', 'default', 'externalDocs'],
  ...['xml', 'readOnly', 'writeOnly'],
]);

/** Finds what stands beside `$ref` in OpenAPI 3.0, which ignores it; 3.1 does not. */
export const refSiblings: DoctorRule = {
  id: 'ref-siblings',
  level: 'error',
  find(subject) {
    if (subject.dialect !== '3.0') return [];
    return subject.nodes.flatMap((node) => {
      const ignored = ignoredIn(node.schema).filter((key) => changesAnything(subject, node, key));
      if (ignored.length === 0) return [];
      const nullable = ignored.includes('nullable');
      return [
        {
          pointer: node.path,
          message: `${ignored.join(', ')} beside $ref is ignored`,
          consequence: nullable
            ? 'null, which is meant to be legal, is refused.'
            : 'What it forbids is taken by strict readers, and refused by others.',
          fix: siblingActions(node, ignored),
          shows: nullable ? ('refused' as const) : ('taken' as const),
          ...(nullable ? { values: () => [null] } : {}),
          ...(ignored.length === 1 || !nullable ? { oneWay: true as const } : {}),
        },
      ];
    });
  },
};

function ignoredIn(schema: Schema): string[] {
  if (typeof schema.$ref !== 'string') return [];
  return Object.keys(schema).filter((key) => !harmless.has(key) && !key.startsWith('x-'));
}

function changesAnything({ document }: Subject, node: SchemaNode, key: string): boolean {
  const target = followSchema(document, node)?.schema;
  // The same type once more would only take away the null that the target may have.
  if (key === 'type') return node.schema.type !== target?.type;
  if (key !== 'nullable') return true;
  const alreadyNullable =
    target?.nullable === true && target.type !== undefined && target.enum?.includes(null) !== false;
  return node.schema.nullable === true && !alreadyNullable;
}

function siblingActions({ path, schema }: SchemaNode, ignored: readonly string[]): Repair[] {
  const { $ref } = schema;
  const moved = ignored.filter((key) => key !== 'nullable');
  const narrowed: Schema = Object.fromEntries(moved.map((key) => [key, schema[key]]));
  const whole: Schema = moved.length > 0 ? { allOf: [{ $ref } as Schema], ...narrowed } : ({ $ref } as Schema);
  const update: Schema = ignored.includes('nullable')
    ? { anyOf: [whole, nullSchema('3.0')] }
    : { allOf: [{ $ref } as Schema] };
  const taken = ignored.includes('nullable') ? ['$ref', ...ignored] : ['$ref'];
  return [
    ...taken.map((key) => removeAction([...path, key], 'Beside a reference nothing else counts.')),
    updateAction(path, 'What stood beside the reference, where it counts.', update),
  ];
}
