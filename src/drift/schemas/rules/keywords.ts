import { sameJson } from '../../../schema/json.ts';
import { type SchemaRule, stated } from '../difference.ts';
import { annotationKeywords } from '../model/conjunction.ts';
import { facts } from '../model/resolved-schema.ts';

/** Lists what the other rules and the comparison itself look at. */
const compared = new Set([
  ...['type', 'nullable', 'enum', 'const', 'format', 'pattern', 'required', 'properties', 'additionalProperties'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'multipleOf', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'items', 'prefixItems', 'oneOf', 'anyOf', 'allOf'],
  ...['$ref', 'discriminator', 'patternProperties', 'propertyNames', 'unevaluatedProperties'],
]);

/** Lists assertions that are not compared within: to drop one allows more, to add one less. */
const comparedAssertions = new Set([
  ...['not', 'contains', 'minContains', 'maxContains', 'dependentRequired', 'dependentSchemas', 'dependencies'],
  ...['unevaluatedItems', 'contentEncoding', 'contentMediaType', 'contentSchema'],
]);
/** Lists assertions that say nothing alone. */
const clauses = new Set(['then', 'else', 'if']);
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
  const isAssertion = comparedAssertions.has(keyword);
  if (!isAssertion && !clauses.has(keyword))
    return { ...undecided, what: `${keyword} changed, a keyword that is not supported` };
  if (isAssertion && !isThere)
    return {
      rule: 'assertion-removed',
      effect: 'widens',
      what: `${keyword} no longer limits it`,
      provable: true,
    } as const;
  if (isAssertion && !wasThere)
    return { rule: 'assertion-added', effect: 'narrows', what: `${keyword} limits it now`, provable: true } as const;
  return { ...undecided, what: `${keyword} changed, which is not compared`, provable: true } as const;
}
