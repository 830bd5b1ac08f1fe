import type { RedosDetectorResult } from 'redos-detector';
import { toPointer } from '../../schema/pointer.ts';
import type { Defect, DoctorRule } from '../rule.ts';
import { takeSteps } from '../steps.ts';

/** Bounds the work on one pattern; one that needs more is taken for unsafe. Clocks would make two runs differ. */
const mostSteps = 5_000;
/** Say how many steps of an examination take as long as to look at a pattern, at each trail through it, and at one until the bound. */
const cost = { pattern: 30_000, trail: 1_000, most: 400_000 };

/** Finds patterns that a backtracking engine needs exponential time for, on texts that a sender may choose. */
export const patternBacktracking: DoctorRule = {
  id: 'pattern-backtracking',
  level: 'warning',
  neverRepairs: true,
  async find({ nodes, dialect, steps }) {
    const patterned = nodes.filter(({ schema }) => typeof schema.pattern === 'string');
    if (patterned.length === 0) return [];
    const { isSafePattern } = await import('redos-detector');
    const options = { unicode: dialect === '3.1', maxSteps: mostSteps };
    const verdicts = new Map<string, Verdict | undefined>();
    const judged = (pattern: string, path: readonly string[]): Verdict | undefined => {
      if (!takeSteps(steps, cost.pattern, toPointer(path))) return undefined;
      const { verdict, taken } = patternVerdict(() => isSafePattern(pattern, options));
      steps.left = Math.max(0, steps.left - taken);
      return verdict;
    };
    const defects: Defect[] = [];
    for (const { path, schema } of patterned) {
      const pattern = schema.pattern as string;
      // Large documents say the same in many places.
      if (!verdicts.has(pattern)) verdicts.set(pattern, judged(pattern, path));
      const verdict = verdicts.get(pattern);
      if (verdict === undefined || verdict === 'safe') continue;
      defects.push({
        pointer: [...path, 'pattern'],
        message:
          verdict === 'unreadable' ? 'no engine can read this pattern' : 'this pattern may backtrack without bounds',
        consequence:
          verdict === 'unreadable'
            ? 'Tools drop the rule or do not start.'
            : 'One body can hold a receiver for seconds or minutes.',
        // Only its author can say what else it should take.
        fix: [],
        proof: {
          raw: `pattern ${JSON.stringify(schema.pattern).slice(0, 80)}`,
          intended: 'a pattern that takes linear time',
        },
      });
    }
    return defects;
  },
};

type Verdict = 'safe' | 'unsafe' | 'unreadable';

/** Judges a pattern, and says how many steps that took. */
function patternVerdict(check: () => RedosDetectorResult): { verdict: Verdict; taken: number } {
  try {
    const { safe, error, trails } = check();
    const taken = error === 'hitMaxSteps' ? cost.most : trails.length * cost.trail;
    return { verdict: safe ? 'safe' : 'unsafe', taken };
  } catch {
    return { verdict: 'unreadable', taken: 0 };
  }
}
