import type { CaseResult, Report } from '../report.ts';
import { code, fenced } from './markdown-code.ts';
import { countStatuses, groupsOf, statuses, troubles } from './outcome.ts';
import { sentLine } from './sent.ts';
import { verdictLine, verdictOf } from './verdict.ts';
import { shortened } from './visible.ts';

/** GitHub refuses a job summary of more than 1 MiB. */
const mostBytes = 900_000;
const longestField = 2000;

/**
 * GitHub's Markdown, for a job summary or a comment: the verdict, a table of groups, then what failed. Whatever comes from
 * outside stands in code, where nothing becomes a mention, a link or HTML.
 */
export function renderMarkdown(report: Report, strict = false): string {
  const { word, ...verdict } = verdictOf(report, strict);
  const head = [
    `## ${verdictLine({ word, ...verdict }, code)}`,
    `${code(report.target.url)} by ${code(`${report.contract.title} ${report.contract.version}`)}, profile ${code(report.suite.profile)}, ${(report.summary.durationMs / 1000).toFixed(1)} s`,
    table(report.cases),
    ...coverage(report),
  ].join('\n\n');
  return `${within(head, troubles(report, strict).map(story))}\n`;
}

function table(cases: readonly CaseResult[]): string {
  const used = statuses.filter((status) => cases.some((each) => each.status === status));
  const rows = [...groupsOf(cases)].map(([group, own]) => {
    const counts = new Map(countStatuses(own));
    return [code(group), ...used.map((status) => counts.get(status) ?? '')];
  });
  return [['group', ...used], ['---', ...used.map(() => '---:')], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function coverage({ coverage }: Report): string[] {
  return coverage
    ? [`${coverage.exercised} of ${coverage.constraints} constraints of the contract were exercised.`]
    : [];
}

function story(each: CaseResult): string {
  const { status, id, title, expected, actual, why, requirement, reproduce } = each;
  const told = [
    ['Sent', sentLine(each)],
    ['Expected', expected],
    ['Actual', actual],
    ['Why', why],
    [`Required by ${code(requirement.source)}`, requirement.quote],
    ['Reproduce', reproduce],
  ].filter(([, text]) => text);
  const parts = told.map(([name, text = '']) => `${name}:\n\n${fenced(shortened(text, longestField))}`);
  return [`### ${status} ${code(id)}`, `Case ${code(title)}`, ...parts].join('\n\n');
}

/** As many stories as there is room for, and how many there was none for. */
function within(head: string, stories: readonly string[]): string {
  let bytes = Buffer.byteLength(head);
  const shown = stories.filter((story) => {
    bytes += Buffer.byteLength(story) + 2;
    return bytes < mostBytes;
  });
  const left = stories.length - shown.length;
  return [head, ...shown, ...(left > 0 ? [`${left} more cases are not shown here.`] : [])].join('\n\n');
}
