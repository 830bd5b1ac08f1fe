import {
  type BaselineEntry,
  type BaselineFormat,
  expiredWhy,
  isCurrent,
  longestEntry,
  readBaseline,
  updateBaseline,
} from '../baseline/baseline.ts';
import { type CaseResult, type Report, summarise } from '../report.ts';

/** Names a case that is known to fail. */
export interface KnownFailure extends BaselineEntry {
  case: string;
}

/**
 * Reads the baseline of a run, and returns what applies it to a report; with `update`, what fails is written first. The
 * file may then be missing. Throws an input error for an entry that names none of these cases.
 */
export async function openFailureBaseline(
  file: string,
  cases: readonly { id: string }[],
  update: boolean,
): Promise<(report: Report) => Promise<Report>> {
  const format = failureFormat(new Set(cases.map(({ id }) => id)));
  const known = await readBaseline(file, format, { mayBeMissing: update });
  const today = new Date().toISOString().slice(0, 10);
  return async (report) => {
    // What an interrupted run did not judge says nothing.
    if (!update || report.suite.interrupted) return suppressFailures(report, format, known, today);
    const failing = report.cases.filter(isFailing);
    const judged = new Set(report.cases.map(({ id }) => id));
    const stillFails = (entry: KnownFailure): boolean => failing.some((result) => format.matches(entry, result));
    const keeps = (entry: KnownFailure): boolean =>
      !judged.has(entry.case) || (isCurrent(entry, today) && stillFails(entry));
    return suppressFailures(
      report,
      format,
      await updateBaseline(file, format, { known, failing, keeps, today }),
      today,
    );
  };
}

function failureFormat(cases: ReadonlySet<string>): BaselineFormat<KnownFailure, CaseResult> {
  return {
    list: 'failures',
    nameKey: 'case',
    uniqueNames: true,
    lineWidth: 80,
    findFault: ({ case: id }) =>
      cases.has(String(id)) ? undefined : `names "${id}", which is no case (hookproof verify --list prints all)`,
    matches: (entry, { id }) => entry.case === id,
    createEntry: ({ id }, terms) => ({ case: id, ...terms }),
  };
}

/** Applies entries to the results of a report; its summary and verdict follow. */
function suppressFailures(
  report: Report,
  format: BaselineFormat<KnownFailure, CaseResult>,
  known: readonly KnownFailure[],
  today: string,
): Report {
  const cases = report.cases.map((result) => {
    const entry = longestEntry(known, result, format);
    return entry ? suppressResult(result, entry, today) : result;
  });
  return { ...report, cases, summary: summarise(cases, report.summary.durationMs, report.suite.strict) };
}

/** A failure is KNOWN through the last day of its entry; a case that is expected to fail and does not fails for that. */
function suppressResult(result: CaseResult, entry: KnownFailure, today: string): CaseResult {
  const { reason, expires } = entry;
  if (isFailing(result) && isCurrent(entry, today))
    return { ...result, status: 'KNOWN', why: `known until ${expires}: ${reason}; ${result.why}` };
  if (isFailing(result)) return { ...result, status: 'FAIL', why: expiredWhy(entry, result.why) };
  if (result.status !== 'PASS' && result.status !== 'OBSERVED') return result;
  const why = `the baseline expects it to fail (${reason}), and it no longer does: take it out, or run with --update-baseline`;
  return { ...result, status: 'FAIL', expected: 'a failure, by the baseline', why };
}

function isFailing({ status }: CaseResult): boolean {
  return status === 'FAIL' || status === 'WARN';
}
