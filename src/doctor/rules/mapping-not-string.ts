import { isObject, mapValues } from '../../schema/json.ts';
import { removeAction, updateAction } from '../overlay-actions.ts';
import type { DoctorRule } from '../rule.ts';
import { schemaNodes } from '../schema-nodes.ts';

/** Finds mappings of discriminators whose values are no strings; some publishers render them as reference objects. */
export const mappingNotString: DoctorRule = {
  id: 'mapping-not-string',
  level: 'error',
  find({ original }) {
    return schemaNodes(original).flatMap(({ path, schema }) => {
      const { mapping } = schema.discriminator ?? {};
      if (!isObject(mapping)) return [];
      const wrong = Object.values(mapping).filter((value) => typeof value !== 'string').length;
      if (wrong === 0) return [];
      const holder = [...path, 'discriminator'];
      const asText = (value: unknown): unknown =>
        isObject(value) && typeof value.$ref === 'string' ? value.$ref : value;
      return [
        {
          pointer: [...holder, 'mapping'],
          message: `${wrong} of ${Object.keys(mapping).length} values are objects where the standard wants strings`,
          consequence:
            'The document is not valid OpenAPI: some tools do not start with it, others follow the objects and lose the mapping.',
          fix: [
            removeAction([...holder, 'mapping'], 'Its values are no strings.'),
            updateAction(holder, 'The same mapping, as the standard writes it.', {
              mapping: mapValues(mapping, asText),
            }),
          ],
          proof: {
            raw: 'no event is judged at all: a strict reader refuses the document',
            intended: 'the document can be read',
          },
        },
      ];
    });
  },
};
