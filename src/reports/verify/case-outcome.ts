import type { CaseResult, Report, Status } from '../../report.ts';

/** Names what formats with fewer statuses know. */
export type CaseOutcome = 'passed' | 'failure' | 'error' | 'skipped';

/** Maps a status to what formats with fewer of them know. */
export function outcomeOf({ status }: CaseResult, strict: boolean): CaseOutcome {
  if (status === 'FAIL' || (strict && status === 'WARN')) return 'failure';
  if (status === 'BLOCKED' || status === 'ERROR') return 'error';
  return status === 'NOT-APPLICABLE' || status === 'KNOWN' ? 'skipped' : 'passed';
}

/** Lists all statuses in the order in which they are counted: what somebody must look at comes first. */
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

/** Finds the cases that somebody must look at, in the order in which to look: failures, what was not judged, warnings. */
export function troubles({ cases }: Report, strict: boolean): CaseResult[] {
  return [
    ...failures(cases, strict),
    ...cases.filter((each) => outcomeOf(each, strict) === 'error'),
    ...cases.filter(({ status }) => status === 'WARN' && !strict),
  ];
}

/** Finds the cases that gate; a MUST before a SHOULD. */
export function failures<T extends CaseResult>(cases: readonly T[], strict: boolean): T[] {
  const failed = cases.filter((each) => outcomeOf(each, strict) === 'failure');
  return failed.toSorted((a, b) => Number(a.status === 'WARN') - Number(b.status === 'WARN'));
}

export function groupsOf<T extends CaseResult>(cases: readonly T[]): Map<string, T[]> {
  return Map.groupBy(cases, ({ group }) => group);
}

/** Counts the cases of each status, without those that none has. */
export function countStatuses(cases: readonly CaseResult[]): [Status, number][] {
  const counts = Map.groupBy(cases, ({ status }) => status);
  return statuses.flatMap((status): [Status, number][] => {
    const count = counts.get(status)?.length ?? 0;
    return count > 0 ? [[status, count]] : [];
  });
}
