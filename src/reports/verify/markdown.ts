import type { CaseResult, Report } from '../../report.ts';
import { codeBlock, codeSpan, joinSections } from '../text/markdown.ts';
import { shortened } from '../text/visible.ts';
import { countStatuses, groupsOf, sentLine, troubles, verdictLine, verdictOf } from './words.ts';

const longestField = 2000;

/**
 * Writes GitHub's Markdown, for a job summary or a comment: the verdict, a table of groups, then what failed. Whatever comes from
 * outside stands in code, where nothing becomes a mention, a link or HTML.
 */
export function renderVerifyMarkdown(report: Report, strict = false): string {
  const { target, contract, suite, summary, cases, coverage } = report;
  const head = [
    `## ${verdictLine(verdictOf(report, strict), codeSpan)}`,
    `${codeSpan(target.url)} by ${codeSpan(`${contract.title} ${contract.version}`)}, profile ${codeSpan(suite.profile)}, ${(summary.durationMs / 1000).toFixed(1)} s`,
    groupTable(cases),
    ...(coverage
      ? [`${coverage.exercised} of ${coverage.constraints} constraints of the contract were exercised.`]
      : []),
  ].join('\n\n');
  return joinSections(head, troubles(report, strict).map(caseSection), 'cases');
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
