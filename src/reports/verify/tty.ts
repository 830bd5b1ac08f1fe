import type { CaseResult, Report } from '../../report.ts';
import { fieldLine, type Paint, painter } from '../text/terminal.ts';
import { terminalLine } from '../text/visible.ts';
import { countStatuses, failures, groupsOf, outcomeOf } from './case-outcome.ts';
import { caseFields } from './case-text.ts';
import { verdictLine, verdictOf } from './verdict.ts';

/** Says how a report of `verify` is written. */
export interface VerifyRenderOptions {
  /** With the colours of a terminal. */
  color: boolean;
  /** A SHOULD that does not hold counts as failed. */
  strict: boolean;
}

/** Writes for a person at a terminal: the verdict and the names of what failed, then each failure, then the groups. */
export function renderVerifyTty(report: Report, options: VerifyRenderOptions): string {
  const paint = painter(options.color);
  const { cases, contract, suite, target, summary } = report;
  const warnings = cases.filter(({ status }) => status === 'WARN' && !options.strict);
  const unjudged = cases.filter((each) => outcomeOf(each, options.strict) === 'error');
  return [
    headline(report, options.strict, paint),
    ...failures(cases, options.strict).map((each) => caseLines(each, paint)),
    ...unjudged.slice(0, 5).map((each) => caseLines(each, paint)),
    ...(unjudged.length > 5 ? [`  … and ${unjudged.length - 5} more that could not be judged`] : []),
    ...warnings.map((each) => caseLines(each, paint)),
    '',
    ...groupLines(cases),
    '',
    terminalLine(
      `${target.url}  ${contract.title} ${contract.version}  profile ${suite.profile}  ${(summary.durationMs / 1000).toFixed(1)} s`,
    ),
    '',
  ].join('\n');
}

function headline(report: Report, strict: boolean, paint: Paint): string {
  const verdict = verdictOf(report, strict);
  const line = verdictLine(verdict, terminalLine);
  return paint(verdict.word === 'PASS' ? 'green' : 'red', verdict.word) + line.slice(verdict.word.length);
}

function caseLines(each: CaseResult, paint: Paint): string {
  const fields = [['', each.title] as const, ...caseFields(each)].filter(([, text]) => text);
  const lines = fields.map(([name, text]) => fieldLine(paint, name, terminalLine(text)));
  const color = each.status === 'WARN' ? 'yellow' : 'red';
  return ['', `${paint(color, each.status)} ${paint('bold', terminalLine(each.id))}`, ...lines].join('\n');
}

function groupLines(cases: readonly CaseResult[]): string[] {
  const rows = [...groupsOf(cases)].map(([group, own]): [string, string] => [
    terminalLine(group),
    countStatuses(own)
      .map(([status, count]) => `${count} ${status}`)
      .join('  '),
  ]);
  const width = Math.max(...rows.map(([group]) => group.length), 5);
  return rows.map(([group, counts]) => `  ${group.padEnd(width)}  ${counts}`);
}
