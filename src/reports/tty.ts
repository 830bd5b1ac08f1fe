import { styleText } from 'node:util';
import { printable } from '../printable.ts';
import type { CaseResult, Report } from '../report.ts';

export interface TtyOptions {
  color: boolean;
  strict: boolean;
}

/** For a person at a terminal: the verdict and the names of what failed, then each failure, then the groups. */
export function renderTty(report: Report, options: TtyOptions): string {
  const paint = painter(options.color);
  const { cases } = report;
  const gates = cases.filter(({ status }) => status === 'FAIL' || (options.strict && status === 'WARN'));
  const warnings = cases.filter(({ status }) => status === 'WARN' && !options.strict);
  const unjudged = cases.filter(({ status }) => status === 'BLOCKED' || status === 'ERROR');
  return [
    headline(report, gates, paint),
    ...gates.map((each) => story(each, paint)),
    ...unjudged.slice(0, 5).map((each) => story(each, paint)),
    ...(unjudged.length > 5 ? [`  … and ${unjudged.length - 5} more that could not be judged`] : []),
    ...warnings.map((each) => story(each, paint)),
    '',
    ...table(cases),
    '',
    `${report.target.url}  ${report.contract.title} ${report.contract.version}  profile ${report.suite.profile}  ${(report.summary.durationMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

function headline({ summary }: Report, gates: readonly CaseResult[], paint: Paint): string {
  const { verdict, total, pass, warn, observed, notApplicable, blocked, error } = summary;
  if (verdict === 'pass') {
    const rest = [
      [warn, 'warned'],
      [observed, 'observed'],
      [notApplicable, 'not applicable'],
    ].filter(([count]) => count);
    return `${paint('green', 'PASS')} ${pass} of ${total} cases passed${rest.map(([count, what]) => `, ${count} ${what}`).join('')}`;
  }
  if (verdict === 'error')
    return `${paint('red', 'ERROR')} nothing failed, but ${blocked + error} of ${total} cases could not be judged`;
  const names = gates.slice(0, 10).map(({ id }) => id);
  const more = gates.length > names.length ? ` and ${gates.length - names.length} more` : '';
  return `${paint('red', 'FAIL')} ${gates.length} of ${total} cases failed: ${names.join(', ')}${more}`;
}

function story(each: CaseResult, paint: Paint): string {
  const color = each.status === 'WARN' ? 'yellow' : 'red';
  const lines = [
    ['', each.title],
    ['expected', each.expected],
    ['actual', each.actual],
    ['why', each.why],
    ['by', `${each.requirement.source}: ${each.requirement.quote}`],
    ['again', each.reproduce],
  ].filter(([, text]) => text);
  const told = lines.map(([name = '', text = '']) => `  ${paint('dim', name.padEnd(9))}${printable(text)}`);
  return ['', `${paint(color, each.status)} ${paint('bold', each.id)}`, ...told].join('\n');
}

function table(cases: readonly CaseResult[]): string[] {
  const groups = [...new Set(cases.map(({ group }) => group))];
  const width = Math.max(...groups.map((group) => group.length), 5);
  return groups.map((group) => {
    const own = cases.filter((each) => each.group === group);
    const counts = [...new Set(own.map(({ status }) => status))].map(
      (status) => `${own.filter((each) => each.status === status).length} ${status}`,
    );
    return `  ${group.padEnd(width)}  ${counts.join('  ')}`;
  });
}
