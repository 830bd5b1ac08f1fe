import type { CaseResult, Report } from '../../report.ts';
import { type CaseOutcome, caseStory, causeIds, groupsOf, outcomeOf, sampleNote, unprovedText } from './words.ts';

/**
 * Writes JUnit XML as CI servers read it, valid by the schemas of Jenkins and of Ant: a suite a group. A FAIL is a failure,
 * BLOCKED and ERROR are errors, what does not apply is skipped; the rest counts as passed, its notes stand in the suite's
 * output. `now` says when, in milliseconds since 1970.
 */
export function renderJunit(report: Report, strict = false, now = Date.now()): string {
  const causes = causeIds(report);
  const noted = report.cases.map((each): CaseResult => ({ ...each, why: toldWhy(each, causes.get(each.id)) }));
  const suites = [...groupsOf(noted)].map(([group, cases], id) =>
    suiteElement(group, cases, { id, strict, properties: propertiesOf(report), timestamp: timestampOf(now) }),
  );
  // Ant's schema allows its root no attributes.
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n');
}

/** Begins what is said of a case with its cause. */
function toldWhy({ why }: CaseResult, cause: string | undefined): string {
  return cause ? `${cause}: ${why}` : why;
}

/** Says what was judged, and what was not proved. */
function propertiesOf(report: Report): string {
  const { suite, target } = report;
  const unproved = unprovedText(report).replace(/^; /, '');
  const named = { target: target.url + sampleNote(suite), ...(unproved ? { unproved } : {}) };
  const each = Object.entries(named).map(([name, value]) => `<property name="${name}" value="${escapeXml(value)}"/>`);
  return `<properties>${each.join('')}</properties>`;
}

/** Writes a time as Ant does: to the second, in UTC, without a zone. */
function timestampOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

interface SuiteFrame {
  id: number;
  strict: boolean;
  properties: string;
  timestamp: string;
}

function suiteElement(group: string, cases: readonly CaseResult[], frame: SuiteFrame): string {
  const { id, strict, properties, timestamp } = frame;
  const time = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const name = escapeXml(group || 'cases');
  const notes = cases.filter((each) => each.why && outcomeOf(each, strict) === 'passed');
  return [
    // No report names the machine that wrote it.
    `  <testsuite name="${name}" package="hookproof" id="${id}" timestamp="${timestamp}" hostname="localhost" ${countAttributes(cases, strict)} time="${seconds(time)}">`,
    `    ${properties}`,
    ...cases.map((each) => caseElement(each, strict)),
    `    <system-out>${escapeXml(notes.map((each) => `${each.id}: ${each.status}: ${each.why}`).join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
  ].join('\n');
}

function countAttributes(cases: readonly CaseResult[], strict: boolean): string {
  const count = (outcome: CaseOutcome): number => cases.filter((each) => outcomeOf(each, strict) === outcome).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function caseElement(each: CaseResult, strict: boolean): string {
  const { id, group, durationMs, why } = each;
  const open = `    <testcase name="${escapeXml(id)}" classname="${escapeXml(group)}" time="${seconds(durationMs)}"`;
  const kind = outcomeOf(each, strict);
  if (kind === 'passed') return `${open}/>`;
  if (kind === 'skipped') return `${open}><skipped message="${escapeXml(why)}"/></testcase>`;
  const story = escapeXml(caseStory(each));
  return `${open}><${kind} message="${escapeXml(why)}" type="${each.status}">${story}</${kind}></testcase>`;
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
