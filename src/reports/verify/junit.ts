import type { CaseResult, Report } from '../../report.ts';
import { type CaseOutcome, caseStory, causeIds, groupsOf, outcomeOf, sampleNote, unprovedText } from './words.ts';

/**
 * Writes JUnit XML as CI servers read it: a suite a group. A FAIL is a failure, BLOCKED and ERROR are errors, what does not
 * apply is skipped; the rest counts as passed, with its note as output.
 */
export function renderJunit(report: Report, strict = false): string {
  const causes = causeIds(report);
  const told = (each: CaseResult): string => caseElement(each, causes.get(each.id), strict);
  const suites = [...groupsOf(report.cases)].map(([group, cases]) => suiteElement(group, cases, told, strict));
  const { suite, summary, target } = report;
  const all = countAttributes(report.cases, strict);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`hookproof ${target.url}${sampleNote(suite)}${unprovedText(report)}`)}" ${all} time="${seconds(summary.durationMs)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteElement(
  group: string,
  cases: readonly CaseResult[],
  told: (each: CaseResult) => string,
  strict: boolean,
): string {
  const time = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const head = `  <testsuite name="${escapeXml(group)}" ${countAttributes(cases, strict)} time="${seconds(time)}">`;
  return [head, ...cases.map(told), '  </testsuite>'].join('\n');
}

function countAttributes(cases: readonly CaseResult[], strict: boolean): string {
  const count = (outcome: CaseOutcome): number => cases.filter((each) => outcomeOf(each, strict) === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

/** Writes a case; what is said of it begins with its cause. */
function caseElement(each: CaseResult, cause: string | undefined, strict: boolean): string {
  const { id, group, durationMs } = each;
  const why = cause ? `${cause}: ${each.why}` : each.why;
  const open = `    <testcase name="${escapeXml(id)}" classname="${escapeXml(group)}" time="${seconds(durationMs)}"`;
  const kind = outcomeOf(each, strict);
  const inner =
    kind === 'passed'
      ? why && `<system-out>${escapeXml(`${each.status}: ${why}`)}</system-out>`
      : kind === 'skipped'
        ? `<skipped message="${escapeXml(why)}"/>`
        : `<${kind} message="${escapeXml(why)}" type="${each.status}">${escapeXml(caseStory(each))}</${kind}>`;
  return inner ? `${open}>${inner}</testcase>` : `${open}/>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 knows no way to write most control characters, nor half a surrogate pair; they become U+FFFD. */
function escapeXml(text: string): string {
  const valid = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
  return valid.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
