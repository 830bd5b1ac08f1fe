import type { CTRFReport, Test } from 'ctrf';
import type { CaseResult, Report } from '../../report.ts';
import { jsonText } from '../../schema/json.ts';
import { type CaseOutcome, causeIds, notProvedOf, outcomeOf, sentLine } from './words.ts';

/**
 * Writes the Common Test Report Format (https://ctrf.io/docs/specification/overview). A report holds no time of day, so the run
 * starts at 0: the same report gives the same text.
 */
export function renderCtrf(report: Report, strict = false): string {
  const { tool, suite, target, summary, contract, cases } = report;
  const notProved = notProvedOf(report);
  const causes = causeIds(report);
  const tests = cases.map((each) => testOf(each, causes.get(each.id), strict));
  const count = (status: Test['status']): number => tests.filter((test) => test.status === status).length;
  const document: CTRFReport = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: tool.name,
    results: {
      tool: { name: tool.name, version: tool.version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: 0,
        suites: new Set(cases.map(({ group }) => group)).size,
        start: 0,
        stop: Math.round(summary.durationMs),
        duration: Math.round(summary.durationMs),
        extra: { verdict: summary.verdict, ...(notProved.length > 0 ? { notProved } : {}) },
      },
      tests,
      environment: { extra: { target, contract, suite } },
    },
  };
  return jsonText(document);
}

/** `other` would let a case pass that could not be judged: its readers gate on what failed. */
const statusOf: Record<CaseOutcome, Test['status']> = {
  passed: 'passed',
  failure: 'failed',
  error: 'failed',
  skipped: 'skipped',
};

function testOf(each: CaseResult, cause: string | undefined, strict: boolean): Test {
  const { id, title, group, level, status, requirement, expected, actual, why, reproduce, durationMs } = each;
  const sent = sentLine(each);
  const outcome = outcomeOf(each, strict);
  const troubled = outcome === 'failure' || outcome === 'error';
  return {
    // An empty name is against the format.
    name: id || '(no id)',
    status: statusOf[outcome],
    rawStatus: status,
    duration: Math.round(durationMs),
    suite: [group],
    tags: [level],
    ...(why ? { message: why } : {}),
    ...(troubled ? { trace: `${sent && `sent: ${sent}\n`}expected: ${expected}\nactual: ${actual}` } : {}),
    ...(troubled && reproduce ? { snippet: reproduce } : {}),
    extra: { title, requirement, expected, actual, ...(cause ? { cause } : {}) },
  };
}
