import { styleText } from 'node:util';
import type { CaseResult, Report } from '../report.ts';
import type { RenderOptions } from './options.ts';
import { countStatuses, failures, groupsOf, outcomeOf } from './outcome.ts';
import { sentLine } from './sent.ts';
import { verdictLine, verdictOf } from './verdict.ts';
import { terminalLine } from './visible.ts';

/** For a person at a terminal: the verdict and the names of what failed, then each failure, then the groups. */
export function renderTty(report: Report, options: RenderOptions): string {
  const paint = painter(options.color);
  const { cases, contract, suite, target, summary } = report;
  const warnings = cases.filter(({ status }) => status === 'WARN' && !options.strict);
  const unjudged = cases.filter((each) => outcomeOf(each, options.strict) === 'error');
  return [
    headline(report, options.strict, paint),
    ...failures(cases, options.strict).map((each) => story(each, paint)),
    ...unjudged.slice(0, 5).map((each) => story(each, paint)),
    ...(unjudged.length > 5 ? [`  … and ${unjudged.length - 5} more that could not be judged`] : []),
    ...warnings.map((each) => story(each, paint)),
    '',
    ...table(cases),
    '',
    terminalLine(
      `${target.url}  ${contract.title} ${contract.version}  profile ${suite.profile}  ${(summary.durationMs / 1000).toFixed(1)} s`,
    ),
    '',
  ].join('\n');
}

type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

function headline(report: Report, strict: boolean, paint: Paint): string {
  const verdict = verdictOf(report, strict);
  const line = verdictLine(verdict, terminalLine);
  return paint(verdict.word === 'PASS' ? 'green' : 'red', verdict.word) + line.slice(verdict.word.length);
}

function story(each: CaseResult, paint: Paint): string {
  const lines = [
    ['', each.title],
    ['sent', sentLine(each)],
    ['expected', each.expected],
    ['actual', each.actual],
    ['why', each.why],
    ['by', `${each.requirement.source}: ${each.requirement.quote}`],
    ['again', each.reproduce],
  ].filter(([, text]) => text);
  const told = lines.map(([name = '', text = '']) => `  ${paint('dim', name.padEnd(9))}${terminalLine(text)}`);
  const color = each.status === 'WARN' ? 'yellow' : 'red';
  return ['', `${paint(color, each.status)} ${paint('bold', terminalLine(each.id))}`, ...told].join('\n');
}

function table(cases: readonly CaseResult[]): string[] {
  const rows = [...groupsOf(cases)].map(([group, own]): [string, string] => [
    terminalLine(group),
    countStatuses(own)
      .map(([status, count]) => `${count} ${status}`)
      .join('  '),
  ]);
  const width = Math.max(...rows.map(([group]) => group.length), 5);
  return rows.map(([group, counts]) => `  ${group.padEnd(width)}  ${counts}`);
}
