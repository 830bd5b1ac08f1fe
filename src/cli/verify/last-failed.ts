import { userError } from '../../errors.ts';
import { readReports } from '../read-reports.ts';

/** Lists the cases that failed in a JSON report, or could not be judged. Throws a usage error where there is none. */
export async function lastFailed(file: string): Promise<string[]> {
  const reports = await readReports([file]);
  const failed = reports.flatMap(({ report: { cases, suite } }) =>
    cases.filter(({ status }) => ['FAIL', 'BLOCKED', 'ERROR'].includes(status) || (suite.strict && status === 'WARN')),
  );
  if (failed.length > 0) return failed.map(({ id }) => id);
  throw userError('usage', `${file}: nothing failed in it`, { hint: 'Without --last-failed all cases are run.' });
}
