import type { CaseResult, Report } from '../../report.ts';
import { annotatedLog, annotation } from '../text/annotations.ts';
import { visibleLine } from '../text/visible.ts';
import { caseStory, outcomeOf, troubles, verdictLine, verdictOf } from './words.ts';

/**
 * Writes workflow commands, as GitHub Actions reads them from a step's output
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions): the verdict, then one annotation a
 * case that failed, warned or could not be judged.
 */
export function renderVerifyGithub(report: Report, strict = false): string {
  const verdict = verdictLine(verdictOf(report, strict), visibleLine);
  const annotate = (each: CaseResult): string =>
    annotation(
      outcomeOf(each, strict) === 'passed' ? 'warning' : 'error',
      `${each.status} ${each.id}`,
      caseStory(each),
    );
  return annotatedLog(verdict, troubles(report, strict).map(annotate), 'cases');
}
