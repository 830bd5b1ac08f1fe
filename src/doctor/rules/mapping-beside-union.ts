import { type MappingEntry, mappingEntries } from '../../openapi/discriminator.ts';
import { referenceTo } from '../../openapi/resolve.ts';
import { isObject, type Json } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { samplesOf } from '../local-schemas.ts';
import { updateAction } from '../overlay-actions.ts';
import type { Defect, DoctorRule, Subject } from '../rule.ts';
import type { SchemaNode } from '../schema-nodes.ts';

/** Finds entries of a discriminator's mapping that lead to no branch of its union: validators refuse what readers expect. */
export const mappingBesideUnion: DoctorRule = {
  id: 'mapping-beside-union',
  level: 'error',
  find(subject) {
    return subject.nodes.flatMap((node) =>
      mappingEntries(subject.document, node.schema, node.path)
        .filter(({ isStray }) => isStray)
        .map((stray) => strayDefect(subject, node, stray)),
    );
  },
};

function strayDefect({ local }: Subject, { path, schema }: SchemaNode, { value, target }: MappingEntry): Defect {
  const tag = schema.discriminator?.propertyName ?? '';
  const by = schema.oneOf ? 'oneOf' : 'anyOf';
  const branch = target && { $ref: referenceTo(target) };
  const values = (): Json[] => {
    const read = target && local(target);
    const samples = read ? samplesOf(read, read.schema) : [];
    return samples.flatMap((sample) => (isObject(sample) ? [{ ...sample, [tag]: value } as Json] : []));
  };
  const description = `The mapping sends ${JSON.stringify(value)} there, which the union lacks.`;
  return {
    pointer: [...path, 'discriminator', 'mapping', value],
    message: target
      ? `${JSON.stringify(value)} is mapped to ${toPointer(target)}, which is not among the alternatives`
      : `${JSON.stringify(value)} is mapped to a schema that the document does not have`,
    consequence: `Readers that go by the mapping expect events with ${tag} ${JSON.stringify(value)}; validators refuse them.`,
    fix: branch && schema[by] ? [updateAction(path, description, { [by]: [branch] })] : [],
    values,
    shows: 'refused',
    oneWay: true,
  };
}
