import { type MappingEntry, mappingEntries } from '../../openapi/discriminator.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type Conjunct, conjunctsAt, knowsProperty } from '../conflicts/conjuncts.ts';
import { refusingKeyword } from '../conflicts/values.ts';
import { samplesOf } from '../local-schemas.ts';
import { removeAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import { propertyOf, type SchemaNode } from '../schema-nodes.ts';

/**
 * Finds values that a discriminator's mapping sends to a branch which does not allow them, by the list, the type or the like of its
 * property, or as it is closed and lacks the property: every event with such a value is refused.
 */
export const mappingExcluded: DoctorRule = {
  id: 'mapping-excluded',
  level: 'error',
  neverRepairs: true,
  find(subject) {
    return subject.nodes.flatMap((node) =>
      mappingEntries(subject.document, node.schema, node.path).flatMap((entry) =>
        excludedDefects(subject, node, entry),
      ),
    );
  },
};

function excludedDefects(
  { document, local }: Subject,
  { path, schema }: SchemaNode,
  { value, target, isStray }: MappingEntry,
): Defect[] {
  const tag: unknown = schema.discriminator?.propertyName;
  if (!target || isStray || typeof tag !== 'string') return [];
  const refusing = [...conjunctsAt(document, target), ...conjunctsAt(document, path)].flatMap((conjunct) =>
    refusingPaths(document, conjunct, { tag, value }),
  );
  if (refusing.length === 0) return [];
  const by = [...new Set(refusing.map(toPointer))];
  return [
    {
      pointer: [...path, 'discriminator', 'mapping', value],
      message: `${JSON.stringify(value)} is mapped to ${toPointer(target)}, where ${by.join(' and ')} excludes it`,
      consequence: `Every event with ${tag} ${JSON.stringify(value)} is refused: the mapping leads to no other schema for it.`,
      fix: [],
      meant: refusing.map((each) => removeAction(each, 'Then the value may stand there.')),
      values: () => {
        const read = local(target);
        const samples = read ? samplesOf(read, read.schema) : [];
        return samples.flatMap((sample) => (isObject(sample) ? [{ ...sample, [tag]: value } as Json] : []));
      },
      shows: 'refused',
      oneWay: true,
    },
  ];
}

/** Finds what of a schema keeps a value out of the property that chooses: keywords of the property, or that it is unknown. */
function refusingPaths(
  document: OpenApiDocument,
  { path, schema }: Conjunct,
  { tag, value }: { tag: string; value: string },
): string[][] {
  const property: unknown = propertyOf(schema, tag);
  if (property === undefined)
    return schema.additionalProperties === false && !knowsProperty(schema, tag)
      ? [[...path, 'additionalProperties']]
      : [];
  const own = [...path, 'properties', tag];
  if (property === false) return [own];
  return conjunctsAt(document, own).flatMap((each) => {
    const keyword = refusingKeyword(value, each.schema);
    return keyword === undefined ? [] : [[...each.path, keyword]];
  });
}
