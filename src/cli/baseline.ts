import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { readBaseline, updateBaseline, withBaseline } from '../conformance/baseline.ts';
import type { Case } from '../conformance/cases/case.ts';
import { userError } from '../errors.ts';
import type { Report } from '../report.ts';

export interface BaselineFlags {
  baseline?: string;
  updateBaseline?: true;
}

export function addBaselineOptions(command: Command): Command {
  return command
    .option('--baseline <file>', 'failures that are known, each with a reason and a last day')
    .option('--update-baseline', 'write what fails now into the baseline');
}

/** Reads the baseline that the flags name, and gives what it makes of a report. Throws an input error for a bad one. */
export async function borne(
  { baseline: file, updateBaseline: update }: BaselineFlags,
  cases: readonly Case[],
): Promise<(report: Report) => Promise<Report>> {
  if (file === undefined) {
    if (update) throw userError('usage', '--update-baseline wants a --baseline FILE to write');
    return async (report) => report;
  }
  const fresh = update && !existsSync(file);
  const known = fresh ? [] : await readBaseline(file, new Set(cases.map(({ id }) => id)));
  const today = new Date().toISOString().slice(0, 10);
  return async (report) => {
    // What an interrupted run did not judge says nothing.
    if (!update || report.suite.interrupted) return withBaseline(report, known, today);
    return withBaseline(report, await updateBaseline(file, report.cases, known, today), today);
  };
}
