import { sameJson } from '../../../schema/json.ts';
import { type RuleDifference, type SchemaRule, stated } from '../difference.ts';
import { annotationKeywords } from '../model/conjunction.ts';
import { facts, type ResolvedSchema } from '../model/resolved-schema.ts';

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
    .flatMap((keyword) => compareKeyword(keyword, old, now));
};

function compareKeyword(keyword: string, old: ResolvedSchema, now: ResolvedSchema): RuleDifference[] {
  const [all, others] = [facts(old, keyword), facts(now, keyword)];
  const valuesOf = (list: typeof all): unknown[] => list.map(({ value }) => value);
  if (sameJson(valuesOf(all), valuesOf(others))) return [];
  const [before, after] = [all[0], others[0]];
  const undecided = { rule: 'keyword-undecided', effect: 'unclear' } as const;
  if (annotations.has(keyword)) {
    const rule = `${keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`;
    return [stated({ rule, effect: 'unclear', what: `${keyword} changed` }, before, after)];
  }
  if (!comparedAssertions.has(keyword) && !clauses.has(keyword))
    return [stated({ ...undecided, what: `${keyword} changed, a keyword that is not supported` }, before, after)];
  if (comparedAssertions.has(keyword) && !after)
    return [
      stated({ rule: 'assertion-removed', effect: 'widens', what: `${keyword} no longer limits it` }, before, after),
    ];
  if (comparedAssertions.has(keyword) && !before)
    return [stated({ rule: 'assertion-added', effect: 'narrows', what: `${keyword} limits it now` }, before, after)];
  return [stated({ ...undecided, what: `${keyword} changed, which is not compared`, provable: true }, before, after)];
}
