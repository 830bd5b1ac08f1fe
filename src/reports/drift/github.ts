import { type Change, type DriftReport, gates } from '../../change.ts';
import { annotatedLog, annotation } from '../text/annotations.ts';
import { visibleLine } from '../text/visible.ts';
import {
  affectedText,
  alsoText,
  changeText,
  driftVerdict,
  knownText,
  locationText,
  namesOperations,
  reportedAlone,
  seenText,
  unprovedText,
  valueText,
} from './words.ts';

/** Writes workflow commands for GitHub Actions: the verdict, then one annotation a change that gates, breaks or is risky. */
export function renderDriftGithub(report: DriftReport): string {
  const all = [
    ...reportedAlone(report).map((change) => changeAnnotation(change, report)),
    ...(report.stale ?? []).map(({ rule, pointer, reason }) =>
      annotation('error', `stale ${rule}`, `${pointer}\nthe baseline bears it (${reason}), and it is no longer there`),
    ),
  ];
  return annotatedLog(visibleLine(driftVerdict(report)), all, 'changes');
}

function changeAnnotation(change: Change, report: DriftReport): string {
  const { rule, level, source, pointer, why, witness, seen, known, place } = change;
  const [step, also, affected] = [changeText(change), alsoText(change), affectedText(change)];
  const message = [
    `${locationText(pointer)} (${source})`,
    ...(step === undefined ? [] : [step]),
    why,
    ...(known ? [`known ${knownText(change)}`] : []),
    ...(witness ? [`${witness.kind}: ${valueText(witness.event, 1000)}`, witness.says] : []),
    ...[unprovedText(change) ?? []].flat(),
    ...(seen ? [`seen: ${seenText(seen)}`] : []),
    ...(also === undefined ? [] : [`also at ${also}`]),
    ...(affected === undefined ? [] : [`${namesOperations(report) ? 'affects' : 'event types'}: ${affected}`]),
  ].join('\n');
  const kind = known ? 'notice' : gates(change, report.failOn) ? 'error' : 'warning';
  return annotation(kind, `${level} ${rule}`, message, place);
}
