import { userError } from '../../errors.ts';
import { readReports } from '../read-reports.ts';

/**
 * Lists the cases that failed in a JSON report, or could not be judged; undefined where that run judged none, so that all are
 * still to be run. Throws a usage error where nothing failed.
 */
export async function lastFailed(file: string): Promise<string[] | undefined> {
  const reports = await readReports([file]);
  const failed = reports.flatMap(({ report: { cases, suite } }) =>
    cases.filter(({ status }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status) || (suite.strict && status === 'WARN')),
  );
  // What comes before the cases is no case: every run begins with it.
  const own = failed.filter(({ group }) => group !== 'preflight');
  if (own.length > 0) return own.map(({ id }) => id);
  if (failed.length > 0) return undefined;
  throw userError('usage', `${file}: nothing failed in it`, { hint: 'Without --last-failed all cases are run.' });
}
