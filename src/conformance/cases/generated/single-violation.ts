import type { Finding } from '../../../finding.ts';
import type { GeneratedEvent } from './generated-event.ts';

/** Names the rules by which a schema is reported for the sake of another inside it. */
const wrappers = new Set(['oneOf', 'anyOf', 'if']);

/** Names the rules by which a broken keyword may be reported: its own, or one that no event can break apart from it. */
const companions: Record<string, string[]> = {
  // A fraction is no multiple of a whole number either, nor of a format for whole numbers.
  type: ['type', 'enum', 'const', 'not', 'multipleOf', 'format'],
  enum: ['enum', 'const', 'type'],
  const: ['const', 'enum', 'type'],
  // A property whose schema is `false` may not stand there at all.
  properties: ['false schema'],
  items: ['false schema', 'items', 'additionalItems'],
  minContains: ['contains'],
  maxContains: ['contains'],
};

/** Tells whether an event breaks what it was made to break, there, and nothing else. */
export function isSingleViolation({ blamed, keyword }: GeneratedEvent, findings: readonly Finding[]): boolean {
  if (findings.length === 0 || !findings.every((finding) => isMeant(finding, blamed ?? []))) return false;
  const broken = findings.map(({ rule }) => rule).filter((rule) => rule === keyword || !wrappers.has(rule));
  if (keyword === undefined || broken.length === 0) return true;
  // What is left over may be given a schema of its own, which then tells what is wrong.
  if (keyword.startsWith('unevaluated')) return true;
  // A name that is no name is told of by the rules for names, too.
  if (keyword === 'propertyNames') return broken.includes(keyword);
  return broken.every((rule) => (companions[keyword] ?? [keyword]).includes(rule));
}

/** Tells whether a finding is about a blamed place; what is wrong inside `then` or `else` is reported for the condition, too. */
function isMeant({ pointer, rule }: Finding, blamed: readonly string[]): boolean {
  return blamed.includes(pointer) || (rule === 'if' && blamed.some((place) => place.startsWith(`${pointer}/`)));
}
