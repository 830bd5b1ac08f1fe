import type { CaseResult, Report } from '../../report.ts';
import { codeBlock, codeSpan, joinSections } from '../text/markdown.ts';
import { shortened } from '../text/visible.ts';
import { countStatuses, groupsOf, statuses, troubles } from './case-outcome.ts';
import { sentLine } from './case-text.ts';
import { verdictLine, verdictOf } from './verdict.ts';

const longestField = 2000;

/**
 * Writes GitHub's Markdown, for a job summary or a comment: the verdict, a table of groups, then what failed. Whatever comes from
 * outside stands in code, where nothing becomes a mention, a link or HTML.
 */
export function renderVerifyMarkdown(report: Report, strict = false): string {
  const head = [
    `## ${verdictLine(verdictOf(report, strict), codeSpan)}`,
    `${codeSpan(report.target.url)} by ${codeSpan(`${report.contract.title} ${report.contract.version}`)}, profile ${codeSpan(report.suite.profile)}, ${(report.summary.durationMs / 1000).toFixed(1)} s`,
    groupTable(report.cases),
    ...coverageLine(report),
  ].join('\n\n');
  return joinSections(head, troubles(report, strict).map(caseSection), 'cases');
}

function groupTable(cases: readonly CaseResult[]): string {
  const used = statuses.filter((status) => cases.some((each) => each.status === status));
  const rows = [...groupsOf(cases)].map(([group, own]) => {
    const counts = new Map(countStatuses(own));
    return [codeSpan(group), ...used.map((status) => counts.get(status) ?? '')];
  });
  return [['group', ...used], ['---', ...used.map(() => '---:')], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function coverageLine({ coverage }: Report): string[] {
  return coverage
    ? [`${coverage.exercised} of ${coverage.constraints} constraints of the contract were exercised.`]
    : [];
}

function caseSection(each: CaseResult): string {
  const { status, id, title, expected, actual, why, requirement, reproduce } = each;
  const fields = [
    ['Sent', sentLine(each)],
    ['Expected', expected],
    ['Actual', actual],
    ['Why', why],
    [`Required by ${codeSpan(requirement.source)}`, requirement.quote],
    ['Reproduce', reproduce],
  ].filter(([, text]) => text);
  const parts = fields.map(([name, text = '']) => `${name}:\n\n${codeBlock(shortened(text, longestField))}`);
  return [`### ${status} ${codeSpan(id)}`, `Case ${codeSpan(title)}`, ...parts].join('\n\n');
}
