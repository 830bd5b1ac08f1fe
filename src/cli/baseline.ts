import type { Command } from 'commander';
import { openFailureBaseline } from '../conformance/baseline.ts';
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

/** Reads the baseline that the flags name, and returns what applies it to a report. Throws an input error for a bad one. */
export async function openBaseline(
  { baseline: file, updateBaseline: update }: BaselineFlags,
  cases: readonly { id: string }[],
): Promise<(report: Report) => Promise<Report>> {
  if (file !== undefined) return openFailureBaseline(file, cases, update === true);
  if (update) throw userError('usage', '--update-baseline wants a --baseline FILE to write');
  return async (report) => report;
}
