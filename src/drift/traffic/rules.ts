/** What a violation of a keyword is called where two documents are compared: equal things have one name. */
const names: Record<string, string> = {
  enum: 'enum-value-added',
  const: 'enum-value-added',
  required: 'required-removed',
  additionalProperties: 'property-added',
  unevaluatedProperties: 'property-added',
  type: 'type-changed',
  format: 'format-changed',
  oneOf: 'union-widened',
  anyOf: 'union-widened',
};

/** The rule by which a violation is reported. */
export function ruleOf(keyword: string): string {
  return names[keyword] ?? (unreadable.has(keyword) ? `unreadable-${keyword}` : `${keyword}-broken`);
}

const unreadable = new Set(['json', 'utf-8', 'size', 'depth']);
