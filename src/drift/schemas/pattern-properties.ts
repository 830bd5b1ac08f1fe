import { sample } from '../../schema/samples/sample.ts';
import { boundedRegExp } from '../../schema/validate/patterns.ts';
import type { RuleDifference, TrailStep } from './difference.ts';

/** States that names which match a pattern were forbidden, or are now. */
export function patternAllowance(pattern: string, { old, new: now }: TrailStep, wasForbidden: boolean): RuleDifference {
  const what = `names like ${pattern} ${wasForbidden ? 'may be there now, and were forbidden' : 'are forbidden now'}`;
  return wasForbidden
    ? { rule: 'property-added', effect: 'widens', before: null, after: pattern, pointer: now.pointer, what }
    : { rule: 'property-removed', effect: 'narrows', before: pattern, after: null, pointer: old.pointer, what };
}

/** Makes a name that matches a pattern; `*`, any name, where none can be made. */
export function nameLike(pattern: string): string {
  try {
    const name = sample({ type: 'string', pattern });
    return typeof name === 'string' && boundedRegExp(pattern, 'u').test(name) ? name : '*';
  } catch {
    return '*';
  }
}
