/** What a violation of a keyword is called where two documents are compared: equal things have one name. */
const names: Record<string, string> = {
  enum: 'enum-value-added',
  required: 'required-dropped',
  additionalProperties: 'property-added',
  unevaluatedProperties: 'property-added',
  type: 'type-changed',
  format: 'format-changed',
  oneOf: 'union-branch-added',
  anyOf: 'union-branch-added',
  pattern: 'pattern-removed',
  ...Object.fromEntries(
    ['Length', 'Items', 'Properties', 'imum'].flatMap((what) =>
      ['min', 'max'].map((end) => [`${end}${what}`, 'limit-loosened']),
    ),
  ),
  ...Object.fromEntries(
    ['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'uniqueItems'].map((keyword) => [keyword, 'limit-loosened']),
  ),
};
const unreadable = new Set(['json', 'utf-8', 'size', 'depth']);

/** The rule by which the violation of a keyword is reported. */
export function ruleOf(keyword: string): string {
  return names[keyword] ?? (isUnreadable(keyword) ? `unreadable-${keyword}` : `${dashed(keyword)}-broken`);
}

function dashed(keyword: string): string {
  return keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether a finding says that something is no event at all. */
export function isUnreadable(rule: string): boolean {
  return unreadable.has(rule);
}
