import { sample } from '../../../schema/samples/sample.ts';
import { matchingText } from '../../../schema/samples/strings.ts';
import { boundedRegExp } from '../../../schema/validate/patterns.ts';

/** Bound how many names are made of a pattern, how much longer than each number in it, and how long. */
const most = { names: 40, longer: 6, length: 200 };

/** Makes names that match a pattern, a plain one first: of many letters, and of the lengths that it names; none where none can be made. */
export function namesLike(pattern: string): string[] {
  try {
    const expression = boundedRegExp(pattern, 'u');
    const made = Array.from({ length: most.names }, (_, seed) => matchingText({ pattern }, seed + 1));
    const names = [plainName(pattern), ...made, ...namesOfLengths(pattern)];
    return [...new Set(names)].filter((name) => name !== undefined).filter((name) => expression.test(name));
  } catch {
    return [];
  }
}

/** Makes a name that matches a pattern; undefined where none can be made. */
export function plainName(pattern: string): string | undefined {
  try {
    const name = sample({ type: 'string', pattern });
    return typeof name === 'string' && boundedRegExp(pattern, 'u').test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Patterns that differ in how often something may come differ in names as long as that, and what stands around it. */
function namesOfLengths(pattern: string): (string | undefined)[] {
  const numbers = new Set((pattern.match(/\d+/g) ?? []).map(Number).filter((number) => number <= most.length));
  const lengths = [...numbers].flatMap((number) => Array.from({ length: most.longer + 1 }, (_, more) => number + more));
  return lengths.map((length) => matchingText({ pattern, minLength: length, maxLength: length }));
}

/** Tells whether a name matches a pattern; one that cannot be read matches nothing. */
export function matches(pattern: string, name: string): boolean {
  try {
    return boundedRegExp(pattern, 'u').test(name);
  } catch {
    return false;
  }
}
