import {
  type BaselineEntry,
  type BaselineFormat,
  expiredWhy,
  isCurrent,
  longestEntry,
  readBaseline,
  updateBaseline,
} from '../baseline/baseline.ts';
import { withCauses } from '../causes/find-causes.ts';
import { type CaseResult, type Report, summarise } from '../report.ts';

interface KnownFailure extends BaselineEntry {
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
  const ids = new Set<unknown>(cases.map(({ id }) => id));
  const format: BaselineFormat<KnownFailure, CaseResult> = {
    list: 'failures',
    nameKey: 'case',
    uniqueNames: true,
    lineWidth: 80,
    findFault: ({ case: id }) =>
      ids.has(id) ? undefined : `names "${id}", which is no case (hookproof verify --list prints all)`,
    identify: ({ id }) => ({ case: id }),
  };
  const known = await readBaseline(file, format, update);
  const today = new Date().toISOString().slice(0, 10);
  return async (report) => {
    const judged = new Set(report.cases.map(({ id }) => id));
    const lookedAt = (entry: KnownFailure): boolean => judged.has(entry.case);
    const failing = report.cases.filter(isFailing);
    // What an interrupted run did not judge says nothing.
    const isWritten = update && !report.suite.interrupted;
    const entries = isWritten ? await updateBaseline(file, format, { known, failing, lookedAt, today }) : known;
    const results = report.cases.map((result) => {
      const entry = longestEntry(entries, result, format);
      return entry ? suppressResult(result, entry, today) : result;
    });
    const summary = summarise(results, report.summary.durationMs, report.suite.strict);
    return withCauses({ ...report, summary, cases: results });
  };
}

/** A failure is KNOWN through the last day of its entry; a case that is expected to fail and does not fails for that. */
function suppressResult(result: CaseResult, entry: KnownFailure, today: string): CaseResult {
  const { reason, expires } = entry;
  if (isFailing(result))
    return isCurrent(entry, today)
      ? { ...result, status: 'KNOWN', why: `known until ${expires}: ${reason}; ${result.why}` }
      : { ...result, status: 'FAIL', why: expiredWhy(entry, result.why) };
  if (result.status !== 'PASS' && result.status !== 'OBSERVED') return result;
  const why = `the baseline expects it to fail (${reason}), and it no longer does: take it out, or run with --update-baseline`;
  return { ...result, status: 'FAIL', expected: 'a failure, by the baseline', why };
}

function isFailing({ status }: CaseResult): boolean {
  return status === 'FAIL' || status === 'WARN';
}
