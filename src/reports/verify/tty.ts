import type { CaseResult, Report } from '../../report.ts';
import { fieldLine, type Paint, painter } from '../text/terminal.ts';
import { terminalLine } from '../text/visible.ts';
import { caseFields, countStatuses, failures, groupsOf, unjudged, verdictLine, verdictOf, warnings } from './words.ts';

/** Says how a report of `verify` is written. */
export interface VerifyRenderOptions {
  /** With the colours of a terminal. */
  color: boolean;
  /** A SHOULD that does not hold counts as failed. */
  strict: boolean;
}

/** Writes for a person at a terminal: the verdict and the names of what failed, then each failure, then the groups. */
export function renderVerifyTty(report: Report, { color, strict }: VerifyRenderOptions): string {
  const paint = painter(color);
  const { cases, contract, suite, target, summary } = report;
  const verdict = verdictOf(report, strict);
  const lost = unjudged(cases);
  const tell = (each: CaseResult): string => caseLines(each, paint);
  return [
    paint(verdict.word === 'PASS' ? 'green' : 'red', verdict.word) +
      verdictLine(verdict, terminalLine).slice(verdict.word.length),
    ...failures(cases, strict).map(tell),
    ...lost.slice(0, 5).map(tell),
    ...(lost.length > 5 ? [`  … and ${lost.length - 5} more that could not be judged`] : []),
    ...warnings(cases, strict).map(tell),
    '',
    ...groupLines(cases),
    '',
    terminalLine(
      `${target.url}  ${contract.title} ${contract.version}  profile ${suite.profile}  ${(summary.durationMs / 1000).toFixed(1)} s`,
    ),
    '',
  ].join('\n');
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
