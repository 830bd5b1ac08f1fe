import type { CaseResult, Report } from '../report.ts';
import { groupsOf, type Outcome, outcomeOf } from './outcome.ts';
import { sentLine } from './sent.ts';

/**
 * JUnit XML as CI servers read it: a suite a group. A FAIL is a failure, BLOCKED and ERROR are errors, what does not
 * apply is skipped; the rest counts as passed, with its note as output.
 */
export function renderJunit(report: Report, strict = false): string {
  const suites = [...groupsOf(report.cases)].map(([group, cases]) => suite(group, cases, strict));
  const { summary, target } = report;
  const all = counts(report.cases, strict);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(`hookproof ${target.url}`)}" ${all} time="${seconds(summary.durationMs)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(group: string, cases: readonly CaseResult[], strict: boolean): string {
  const time = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const head = `  <testsuite name="${escaped(group)}" ${counts(cases, strict)} time="${seconds(time)}">`;
  return [head, ...cases.map((each) => testcase(each, strict)), '  </testsuite>'].join('\n');
}

function counts(cases: readonly CaseResult[], strict: boolean): string {
  const count = (outcome: Outcome): number => cases.filter((each) => outcomeOf(each, strict) === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function testcase(each: CaseResult, strict: boolean): string {
  const { id, group, durationMs, why } = each;
  const open = `    <testcase name="${escaped(id)}" classname="${escaped(group)}" time="${seconds(durationMs)}"`;
  const kind = outcomeOf(each, strict);
  const inner =
    kind === 'passed'
      ? why && `<system-out>${escaped(`${each.status}: ${why}`)}</system-out>`
      : kind === 'skipped'
        ? `<skipped message="${escaped(why)}"/>`
        : `<${kind} message="${escaped(why)}" type="${each.status}">${escaped(story(each))}</${kind}>`;
  return inner ? `${open}>${inner}</testcase>` : `${open}/>`;
}

function story(each: CaseResult): string {
  const { title, expected, actual, why, requirement, reproduce } = each;
  const told = [
    ['sent', sentLine(each)],
    ['expected', expected],
    ['actual', actual],
    ['why', why],
    ['by', `${requirement.source}: ${requirement.quote}`],
    ['again', reproduce],
  ].filter(([, text]) => text);
  return [title, ...told.map(([name, text]) => `${name}: ${text}`)].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 knows no way to write most control characters, nor half a surrogate pair; they become U+FFFD. */
function escaped(text: string): string {
  const legal = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
  return legal.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
