import { type Change, type DriftReport, gates } from '../../change.ts';
import { annotatedLog, annotation } from '../text/annotations.ts';
import { visibleLine } from '../text/visible.ts';
import { namesText, seenText, transition, valueText, verdictOf } from './words.ts';

/** Workflow commands for GitHub Actions: the verdict, then one annotation a change that gates, breaks or is risky. */
export function renderGithub(report: DriftReport): string {
  const told = report.changes.filter(
    (change) => gates(change, report.failOn) || change.level === 'breaking' || change.level === 'risky',
  );
  const all = [
    ...told.map((change) => changeAnnotation(change, report)),
    ...(report.stale ?? []).map(({ rule, pointer, reason }) =>
      annotation('error', `stale ${rule}`, `${pointer}\nthe baseline bears it (${reason}), and it is no longer there`),
    ),
  ];
  return annotatedLog(visibleLine(verdictOf(report)), all, 'changes');
}

function changeAnnotation(change: Change, { failOn }: DriftReport): string {
  const { rule, level, source, pointer, why, affects, witness, seen, known, place } = change;
  const step = transition(change);
  const message = [
    `${pointer || '(the whole)'} (${source})`,
    ...(step === undefined ? [] : [step]),
    why,
    ...(known ? [`known until ${known.expires}: ${known.reason}`] : []),
    ...(witness ? [`${witness.kind}: ${valueText(witness.event, 1000)}`, witness.says] : []),
    ...(seen ? [`seen: ${seenText(seen)}`] : []),
    ...(affects.length > 0 ? [`event types: ${namesText(affects)}`] : []),
  ].join('\n');
  const kind = known ? 'notice' : gates(change, failOn) ? 'error' : 'warning';
  return annotation(kind, `${level} ${rule}`, message, place);
}
