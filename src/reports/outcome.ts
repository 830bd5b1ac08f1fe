import type { CaseResult, Report, Status } from '../report.ts';

export type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

/** What formats with fewer statuses make of a case. */
export function outcomeOf({ status }: CaseResult, strict: boolean): Outcome {
  if (status === 'FAIL' || (strict && status === 'WARN')) return 'failure';
  if (status === 'BLOCKED' || status === 'ERROR') return 'error';
  return status === 'NOT-APPLICABLE' || status === 'KNOWN' ? 'skipped' : 'passed';
}

/** All statuses in the order in which they are counted: what somebody must look at comes first. */
export const statuses: readonly Status[] = [
  'FAIL',
  'ERROR',
  'BLOCKED',
  'WARN',
  'PASS',
  'OBSERVED',
  'KNOWN',
  'NOT-APPLICABLE',
];

/** The cases that somebody must look at, in the order in which to look: failures, what was not judged, warnings. */
export function troubles({ cases }: Report, strict: boolean): CaseResult[] {
  return [
    ...failures(cases, strict),
    ...cases.filter((each) => outcomeOf(each, strict) === 'error'),
    ...cases.filter(({ status }) => status === 'WARN' && !strict),
  ];
}

/** The cases that gate; a MUST before a SHOULD. */
export function failures<T extends CaseResult>(cases: readonly T[], strict: boolean): T[] {
  const failed = cases.filter((each) => outcomeOf(each, strict) === 'failure');
  return failed.toSorted((a, b) => Number(a.status === 'WARN') - Number(b.status === 'WARN'));
}

export function groupsOf<T extends CaseResult>(cases: readonly T[]): Map<string, T[]> {
  return Map.groupBy(cases, ({ group }) => group);
}

/** How many cases have each status, without those that none has. */
export function countStatuses(cases: readonly CaseResult[]): [Status, number][] {
  const counts = Map.groupBy(cases, ({ status }) => status);
  return statuses.flatMap((status): [Status, number][] => {
    const count = counts.get(status)?.length ?? 0;
    return count > 0 ? [[status, count]] : [];
  });
}
