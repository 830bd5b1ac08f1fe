import type { CaseResult, Report } from '../../report.ts';
import { codeBlock, codeSpan, joinSections } from '../text/markdown.ts';
import { counted } from '../text/terminal.ts';
import { shortened } from '../text/visible.ts';
import { knownViews } from './known.ts';
import {
  type CauseView,
  causeViews,
  countStatuses,
  groupsOf,
  otherCases,
  sentLine,
  unjudged,
  verdictLine,
  verdictOf,
} from './words.ts';

const longestField = 2000;

/**
 * Writes GitHub's Markdown, for a job summary or a comment: the verdict, a table of groups, then what failures
 * have in common, each with an example. Whatever comes from
 * outside stands in code, where nothing becomes a mention, a link or HTML.
 */
export function renderVerifyMarkdown(report: Report, strict = false): string {
  const { target, contract, suite, summary, cases, coverage } = report;
  const head = [
    `## ${verdictLine(verdictOf(report, strict), codeSpan)}`,
    `${codeSpan(target.url)} by ${codeSpan(`${contract.title} ${contract.version}`)}, profile ${codeSpan(suite.profile)}, ${(summary.durationMs / 1000).toFixed(1)} s`,
    groupTable(cases),
    ...knownTable(cases),
    ...(coverage
      ? [`${coverage.exercised} of ${coverage.constraints} constraints of the contract were exercised.`]
      : []),
  ].join('\n\n');
  const sections = [...causeViews(report, strict).map(causeSection), ...unjudged(cases).map(caseSection)];
  return joinSections(head, sections, 'findings');
}

const mostKnown = 20;

function knownTable(cases: readonly CaseResult[]): string[] {
  const known = knownViews(cases);
  if (known.length === 0) return [];
  const rows = known.map(({ cause, text }) => `| ${codeSpan(cause)} | ${codeSpan(shortened(text, longestField))} |`);
  const more = known.length > mostKnown ? [`| and ${known.length - mostKnown} more | |`] : [];
  return [
    ['| known to fail | until when, and why |', '| --- | --- |', ...rows.slice(0, mostKnown), ...more].join('\n'),
  ];
}

function groupTable(cases: readonly CaseResult[]): string {
  const used = countStatuses(cases).map(([status]) => status);
  const rows = [...groupsOf(cases)].map(([group, own]) => {
    const counts = new Map(countStatuses(own));
    return [codeSpan(group), ...used.map((status) => counts.get(status) ?? '')];
  });
  return [['group', ...used], ['---', ...used.map(() => '---:')], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const mostOthers = 20;

function causeSection(cause: CauseView): string {
  const { status, id, title, hint, count, example, shown } = cause;
  const others = otherCases(cause, mostOthers);
  return [
    `### ${status} ${codeSpan(id)}`,
    `${counted(count, 'case')}: ${codeSpan(title)}`,
    `Hint: ${codeSpan(hint)}`,
    `Example: ${codeSpan(example)}`,
    ...(shown ? caseParts(shown) : []),
    ...(others ? [`Others:\n\n${codeBlock(others)}`] : []),
  ].join('\n\n');
}

function caseSection(each: CaseResult): string {
  return [`### ${each.status} ${codeSpan(each.id)}`, ...caseParts(each)].join('\n\n');
}

function caseParts(each: CaseResult): string[] {
  const { title, expected, actual, why, requirement, reproduce } = each;
  const fields = [
    ['Sent', sentLine(each)],
    ['Expected', expected],
    ['Actual', actual],
    ['Why', why],
    [`Required by ${codeSpan(requirement.source)}`, requirement.quote],
    ['Reproduce', reproduce],
  ].filter(([, text]) => text);
  const parts = fields.map(([name, text = '']) => `${name}:\n\n${codeBlock(shortened(text, longestField))}`);
  return [`Case ${codeSpan(title)}`, ...parts];
}
