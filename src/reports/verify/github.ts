import type { CaseResult, Report } from '../../report.ts';
import { annotatedLog, annotation } from '../text/annotations.ts';
import { counted } from '../text/terminal.ts';
import { visibleLine } from '../text/visible.ts';
import { knownViews } from './known.ts';
import { type CauseView, caseStory, causeFields, causeViews, unjudged, verdictLine, verdictOf } from './words.ts';

/**
 * Writes workflow commands, as GitHub Actions reads them from a step's output
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions): the verdict, then one annotation a
 * cause of failures or warnings, a case that could not be judged, and a reason for known failures.
 */
export function renderVerifyGithub(report: Report, strict = false): string {
  const verdict = verdictLine(verdictOf(report, strict), visibleLine);
  const known = knownViews(report.cases).map(({ cause, text }) => annotation('notice', `KNOWN ${cause}`, text));
  const annotations = [
    ...causeViews(report, strict).map(annotateCause),
    ...unjudged(report.cases).map(annotateCase),
    ...known,
  ];
  return annotatedLog(verdict, annotations, 'findings');
}

function annotateCause(cause: CauseView): string {
  const { status, id, count, title, shown } = cause;
  const fields = causeFields(cause).map(([name, text]) => `${name}: ${text}`);
  const story = [`${counted(count, 'case')}: ${title}`, ...fields, ...(shown ? ['', caseStory(shown)] : [])];
  return annotation(status === 'WARN' ? 'warning' : 'error', `${status} ${id}`, story.join('\n'));
}

function annotateCase(each: CaseResult): string {
  return annotation('error', `${each.status} ${each.id}`, caseStory(each));
}
