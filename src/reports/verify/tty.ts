import type { CaseResult, Report } from '../../report.ts';
import { counted, fieldLine, type Paint, painter } from '../text/terminal.ts';
import { terminalLine } from '../text/visible.ts';
import { knownViews } from './known.ts';
import {
  type CauseView,
  caseFields,
  causeViews,
  countStatuses,
  failures,
  groupsOf,
  otherCases,
  unjudged,
  verdictLine,
  verdictOf,
  warnings,
} from './words.ts';

/** Says how a report of `verify` is written. */
export interface VerifyRenderOptions {
  /** With the colours of a terminal. */
  color: boolean;
  /** A SHOULD that does not hold counts as failed. */
  strict: boolean;
  /** For a terminal, where the end of a text is seen: the verdict comes last. */
  verdictLast?: boolean;
  /** Every case, in place of causes. */
  all?: boolean;
  /** Without what names options of the command line, where there is none. */
  withoutOptions?: boolean;
}

/** A screen or three of them: more is not read. */
const mostLines = 99;

/** Writes for a person at a terminal: the verdict, what failures have in common, what could not be judged, the groups. */
export function renderVerifyTty(report: Report, options: VerifyRenderOptions): string {
  const paint = painter(options.color);
  const verdict = verdictOf(report, options.strict);
  const line =
    paint(verdict.word === 'PASS' ? 'green' : 'red', verdict.word) +
    verdictLine(verdict, terminalLine).slice(verdict.word.length);
  const page = (findings: readonly string[]): string =>
    [
      ...(options.verdictLast ? [] : [line]),
      ...findings,
      ...knownLines(report.cases, paint),
      ...footLines(report),
      ...(options.verdictLast ? [line, ''] : []),
    ].join('\n');
  if (options.all) return page(caseStories(report, options.strict, paint));
  const whole = page(causeStories(report, options, paint, true));
  if (whole.split('\n').length <= mostLines) return whole;
  return page(causeStories(report, options, paint, false));
}

function caseStories({ cases }: Report, strict: boolean, paint: Paint): string[] {
  const lost = unjudged(cases);
  const tell = (each: CaseResult): string => caseLines(each, paint);
  return [
    ...failures(cases, strict).map(tell),
    ...lost.slice(0, 5).map(tell),
    ...moreLine(lost.length - 5, 'that could not be judged'),
    ...warnings(cases, strict).map(tell),
  ];
}

const mostCauses = 12;

/** Tells each cause by its example: the whole of it, or what fits on a few lines. */
function causeStories(report: Report, options: VerifyRenderOptions, paint: Paint, whole: boolean): string[] {
  const causes = causeViews(report, options.strict);
  const hidesCases = causes.some(({ count }) => count > 1) && !options.withoutOptions;
  const lost = unjudged(report.cases);
  const most = whole && causes.length === 0 ? 5 : 1;
  return [
    ...causes.slice(0, mostCauses).map((cause) => causeLines(cause, paint, whole)),
    ...moreLine(causes.length - mostCauses, 'causes'),
    ...lost.slice(0, most).map((each) => caseLines(each, paint)),
    ...moreLine(lost.length - most, 'that could not be judged'),
    ...(hidesCases ? ['', '  --all prints every case'] : []),
  ];
}

const mostKnown = 10;

/** Tells what the baseline suppresses, a line for each cause and reason. */
function knownLines(cases: readonly CaseResult[], paint: Paint): string[] {
  const known = knownViews(cases);
  if (known.length === 0) return [];
  const lines = known
    .slice(0, mostKnown)
    .map(({ cause, text }) => `${paint('cyan', 'KNOWN')} ${paint('bold', terminalLine(cause))}  ${terminalLine(text)}`);
  return ['', ...lines, ...moreLine(known.length - mostKnown, 'reasons')];
}

function moreLine(count: number, what: string): string[] {
  return count > 0 ? [`  … and ${count} more ${what}`] : [];
}

function causeLines(cause: CauseView, paint: Paint, whole: boolean): string {
  const { status, id, title, hint, count, warned, example, shown } = cause;
  const fields: (readonly [string, string])[] = whole
    ? [
        ['hint', hint],
        ['example', example],
        ...(shown ? [['', shown.title] as const, ...caseFields(shown)] : []),
        ['others', otherCases(cause)],
      ]
    : [
        ['hint', hint],
        ['example', shown ? `${example}: expected ${shown.expected}, got ${shown.actual}` : example],
        ['again', shown?.reproduce ?? ''],
      ];
  const head = `${paint(status === 'WARN' ? 'yellow' : 'red', status)} ${paint('bold', terminalLine(id))}`;
  return [
    '',
    `${head}  ${counted(count, 'case')}${warned > 0 ? ` (${warned} only warn)` : ''}: ${terminalLine(title)}`,
    ...fieldLines(fields, paint),
  ].join('\n');
}

function caseLines(each: CaseResult, paint: Paint): string {
  const color = each.status === 'WARN' ? 'yellow' : 'red';
  const head = `${paint(color, each.status)} ${paint('bold', terminalLine(each.id))}`;
  return ['', head, ...fieldLines([['', each.title], ...caseFields(each)], paint)].join('\n');
}

function fieldLines(fields: readonly (readonly [string, string])[], paint: Paint): string[] {
  return fields.filter(([, text]) => text).map(([name, text]) => fieldLine(paint, name, terminalLine(text)));
}

function footLines({ cases, contract, suite, target, summary }: Report): string[] {
  return [
    '',
    ...groupLines(cases),
    '',
    terminalLine(
      `${target.url}  ${contract.title} ${contract.version}  profile ${suite.profile}  ${(summary.durationMs / 1000).toFixed(1)} s`,
    ),
    '',
  ];
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
