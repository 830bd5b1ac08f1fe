import type { CaseResult, Report } from '../report.ts';
import { outcomeOf, troubles } from './outcome.ts';
import { sentLine } from './sent.ts';
import { verdictLine, verdictOf } from './verdict.ts';
import { visibleLine } from './visible.ts';
import { command, inert, mostAnnotations } from './workflow-commands.ts';

/**
 * Workflow commands, as GitHub Actions reads them from a step's output
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions): the verdict, then one annotation a
 * case that failed, warned or could not be judged.
 */
export function renderGithub(report: Report, strict = false): string {
  const verdict = verdictLine(verdictOf(report, strict), visibleLine);
  const all = troubles(report, strict);
  const lines = all.slice(0, mostAnnotations).map((each) => annotation(each, strict));
  if (all.length > mostAnnotations)
    lines.push(command('warning', 'hookproof', `${all.length - mostAnnotations} more cases are not shown here`));
  return `${[inert(verdict), ...lines].join('\n')}\n`;
}

function annotation(each: CaseResult, strict: boolean): string {
  const { id, status, title, expected, actual, why, requirement, reproduce } = each;
  const sent = sentLine(each);
  const message = [
    title,
    ...(sent ? [`sent: ${sent}`] : []),
    ...(expected ? [`expected: ${expected}`] : []),
    ...(actual ? [`actual: ${actual}`] : []),
    ...(why ? [`why: ${why}`] : []),
    `by: ${requirement.source}: ${requirement.quote}`,
    ...(reproduce ? [`again: ${reproduce}`] : []),
  ].join('\n');
  const kind = outcomeOf(each, strict) === 'passed' ? 'warning' : 'error';
  return command(kind, `${status} ${id}`, message);
}
