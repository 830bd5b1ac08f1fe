import { toPointer } from '../../schema/pointer.ts';
import type { Defect, DoctorRule } from '../rule.ts';
import { takeSteps } from '../steps.ts';

/** Bounds the work on one pattern; one that needs more is taken for unsafe. Clocks would make two runs differ. */
const mostSteps = 5_000;

/** Finds patterns that a backtracking engine needs exponential time for, on texts that a sender may choose. */
export const patternBacktracking: DoctorRule = {
  id: 'pattern-backtracking',
  level: 'warning',
  neverRepairs: true,
  async find({ nodes, dialect, steps }) {
    const patterned = nodes.filter(({ schema }) => typeof schema.pattern === 'string');
    if (patterned.length === 0) return [];
    const { isSafePattern } = await import('redos-detector');
    const defects: Defect[] = [];
    for (const { path, schema } of patterned) {
      if (!takeSteps(steps, mostSteps, toPointer(path))) break;
      const verdict = patternVerdict(() =>
        isSafePattern(schema.pattern as string, { unicode: dialect === '3.1', maxSteps: mostSteps }),
      );
      if (verdict === 'safe') continue;
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

function patternVerdict(check: () => { safe: boolean }): 'safe' | 'unsafe' | 'unreadable' {
  try {
    return check().safe ? 'safe' : 'unsafe';
  } catch {
    return 'unreadable';
  }
}
