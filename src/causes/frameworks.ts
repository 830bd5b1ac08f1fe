import type { CaseResult } from '../report.ts';

/** Holds, for each framework, what its answers hold and those of others do not. */
const marks = {
  express: ['x-powered-by: Express'],
  fastify: ['"code":"FST_ERR_', '"message":"Route '],
  flask: ['server: Werkzeug/'],
  fastapi: ['server: uvicorn', '{"detail":"Not Found"}'],
  php: ['x-powered-by: PHP/'],
} as const satisfies Record<string, readonly string[]>;

export type Framework = keyof typeof marks;

/** Finds the framework of a receiver by what it answered; undefined where nothing gives it away. */
export function findFramework(cases: readonly CaseResult[]): Framework | undefined {
  const names = Object.keys(marks) as Framework[];
  for (const { exchanges = [] } of cases)
    for (const { answered } of exchanges) {
      const found = names.find((name) => marks[name].some((mark) => answered.includes(mark)));
      if (found) return found;
    }
  return undefined;
}
