import type { Subject } from '../../src/doctor/rule.ts';
import { patternBacktracking } from '../../src/doctor/rules/pattern-backtracking.ts';
import { newSteps } from '../../src/doctor/steps.ts';

/** Holds a pattern that takes as many steps as a pattern may. */
const long = '(v{0,1})(stable|([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(-.*)?)(_(.*))?';

async function examined(patterns: readonly string[], left?: number) {
  const nodes = patterns.map((pattern, index) => ({ path: ['schemas', String(index)], schema: { pattern } }));
  const steps = newSteps(left);
  const subject = { nodes, dialect: '3.1', steps } as unknown as Subject;
  const defects = (await patternBacktracking.find?.(subject)) ?? [];
  return { told: defects.map(({ pointer }) => pointer[1]), leftOut: steps.leftOut.size };
}

test('a pattern that stands in many places is looked at once, and one that takes long leaves others out, which is said', async () => {
  const { told, leftOut } = await examined([...Array<string>(300).fill(long), `${long}b`], 450_000);
  expect([told.length, told.includes('300'), leftOut]).toEqual([300, false, 1]);
});

test('many patterns that are seen through at once are all looked at', async () => {
  const plain = Array.from({ length: 100 }, (_, index) => `^parcel-${index}$`);
  expect(await examined([...plain, '^(a+)+$'])).toEqual({ told: ['100'], leftOut: 0 });
});
