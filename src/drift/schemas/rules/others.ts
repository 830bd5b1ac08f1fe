import { sameJson } from '../../../schema/json.ts';
import type { Rule, Told } from '../difference.ts';
import { prose } from '../model/conjunction.ts';
import { facts, type Shape } from '../model/resolved-schema.ts';

/** What the other rules and the walker look at. */
const compared = new Set([
  ...['type', 'nullable', 'enum', 'const', 'format', 'pattern', 'required', 'properties', 'additionalProperties'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties', 'multipleOf', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'items', 'prefixItems', 'oneOf', 'anyOf', 'allOf'],
  ...['$ref', 'discriminator', 'patternProperties', 'propertyNames', 'unevaluatedProperties'],
]);

/** Assertions that we know and do not compare within: to drop one allows more, to add one less. */
const assertions = new Set([
  ...['not', 'if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'dependentRequired', 'dependentSchemas'],
  ...['dependencies', 'unevaluatedItems', 'contentEncoding', 'contentMediaType', 'contentSchema'],
]);
/** `then` and `else` say nothing alone. */
const clauses = new Set(['then', 'else', 'if']);
/** Only told, whatever the change. */
const annotations = new Set(['default', 'readOnly', 'writeOnly']);

/** Keywords that are known by name only: a change cannot be decided, and is never passed over. */
export const others: Rule = ({ old, new: now }) => {
  const all = new Set([...old.leaves, ...now.leaves].flatMap(({ schema }) => Object.keys(schema)));
  // It means nothing in 3.1, where some write it nevertheless.
  const foreign = old.world.dialect === '3.1' && now.world.dialect === '3.1' ? 'nullable' : undefined;
  return [...all]
    .filter(
      (keyword) => (keyword === foreign || !compared.has(keyword)) && !prose.has(keyword) && !keyword.startsWith('x-'),
    )
    .flatMap((keyword) => changed(keyword, old, now));
};

function changed(keyword: string, old: Shape, now: Shape): Told[] {
  const [before, after] = [facts(old, keyword), facts(now, keyword)];
  const values = (all: typeof before): unknown[] => all.map(({ value }) => value);
  if (sameJson(values(before), values(after))) return [];
  const [first, last] = [before[0], after[0]];
  const common = { before: first?.value ?? null, after: last?.value ?? null, at: (last ?? first)?.at ?? '' };
  if (annotations.has(keyword))
    return [{ rule: `${dashed(keyword)}-changed`, effect: 'unclear', what: `${keyword} changed`, ...common }];
  if (assertions.has(keyword) && !clauses.has(keyword)) {
    if (!last)
      return [{ rule: 'assertion-removed', effect: 'widens', what: `${keyword} no longer limits it`, ...common }];
    if (!first) return [{ rule: 'assertion-added', effect: 'narrows', what: `${keyword} limits it now`, ...common }];
  }
  if (!assertions.has(keyword)) {
    const what = `${keyword} changed, a keyword that is not supported`;
    return [{ rule: 'keyword-undecided', effect: 'unclear', what, ...common }];
  }
  const what = `${keyword} changed, which is not compared`;
  return [{ rule: 'keyword-undecided', effect: 'unclear', what, provable: true, ...common }];
}

function dashed(keyword: string): string {
  return keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
