import { sameJson } from '../../../schema/json.ts';
import { type SchemaRule, stated } from '../difference.ts';
import { annotationKeywords } from '../model/conjunction.ts';
import { facts } from '../model/resolved-schema.ts';
import { assertionChange, conditionKeywords } from './conditions.ts';

/** Lists what the other rules and the comparison itself look at. */
const compared = new Set([
  ...['type', 'nullable', 'enum', 'const', 'format', 'pattern', 'required', 'properties', 'additionalProperties'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'multipleOf', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'items', 'prefixItems', 'oneOf', 'anyOf', 'allOf'],
  ...['$ref', 'discriminator', 'patternProperties', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems'],
  ...['contains', 'minContains', 'maxContains', ...conditionKeywords],
]);

/** Lists assertions that are not compared within: to drop one allows more, to add one less. */
const comparedAssertions = new Set(['dependencies', 'contentEncoding', 'contentMediaType', 'contentSchema']);
/** Lists keywords whose change is reported, whatever it is. */
const annotations = new Set(['default', 'readOnly', 'writeOnly']);

/** Compares keywords that are known by name only: a change cannot be decided, and is never passed over. */
export const compareKeywords: SchemaRule = ({ old, new: now }) => {
  const all = new Set([...old.leaves, ...now.leaves].flatMap(({ schema }) => Object.keys(schema)));
  // It means nothing in 3.1, where some write it nevertheless.
  const foreign = old.context.dialect === '3.1' && now.context.dialect === '3.1' ? 'nullable' : undefined;
  return [...all]
    .filter((keyword) => keyword === foreign || !compared.has(keyword))
    .filter((keyword) => !annotationKeywords.has(keyword) && !keyword.startsWith('x-'))
    .flatMap((keyword) => {
      const [before, after] = [facts(old, keyword), facts(now, keyword)];
      const valuesOf = (all: typeof before): unknown[] => all.map(({ value }) => value);
      if (sameJson(valuesOf(before), valuesOf(after))) return [];
      return stated(keywordChange(keyword, before.length > 0, after.length > 0), before[0], after[0]);
    });
};

function keywordChange(keyword: string, wasThere: boolean, isThere: boolean) {
  if (annotations.has(keyword)) {
    const rule = `${keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`;
    return { rule, effect: 'unclear', what: `${keyword} changed` } as const;
  }
  const undecided = { rule: 'keyword-undecided', effect: 'unclear' } as const;
  if (!comparedAssertions.has(keyword))
    return { ...undecided, what: `${keyword} changed, a keyword that is not supported` };
  const effect = !isThere ? 'widens' : !wasThere ? 'narrows' : 'unclear';
  return assertionChange(keyword, wasThere || undefined, isThere || undefined, effect);
}
