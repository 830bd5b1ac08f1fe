/** Names what a violation of a keyword is called where two documents are compared: equal things have one name. */
const comparisonRules: Record<string, string> = {
  enum: 'enum-value-added',
  required: 'required-dropped',
  additionalProperties: 'property-added',
  unevaluatedProperties: 'property-added',
  type: 'type-changed',
  format: 'format-changed',
  oneOf: 'union-branch-added',
  anyOf: 'union-branch-added',
  pattern: 'pattern-removed',
};
const limit = /^((min|max)(Length|Items|Properties|imum)|exclusive(Min|Max)imum|multipleOf|uniqueItems)$/;
const unreadable = new Set(['json', 'utf-8', 'size', 'depth']);

/** Gives the rule by which the violation of a keyword is reported. */
export function violationRule(keyword: string): string {
  if (limit.test(keyword)) return 'limit-loosened';
  if (isUnreadable(keyword)) return `unreadable-${keyword}`;
  const dashed = keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return comparisonRules[keyword] ?? `${dashed}-broken`;
}

/** Tells whether a finding says that something is no event at all. */
export function isUnreadable(rule: string): boolean {
  return unreadable.has(rule);
}
