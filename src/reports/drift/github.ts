import { type Change, type DriftReport, gates } from '../../change.ts';
import { visibleLine } from '../visible.ts';
import { command, inert, mostAnnotations } from '../workflow-commands.ts';
import { namesText, seenText, transition, valueText, verdictOf } from './words.ts';

/** Workflow commands for GitHub Actions: the verdict, then one annotation a change that gates, breaks or is risky. */
export function renderGithub(report: DriftReport): string {
  const told = report.changes.filter(
    (change) => gates(change, report.failOn) || change.level === 'breaking' || change.level === 'risky',
  );
  const all = [
    ...told.map((change) => annotation(change, report)),
    ...(report.stale ?? []).map(({ rule, pointer, reason }) =>
      command('error', `stale ${rule}`, `${pointer}\nthe baseline bears it (${reason}), and it is no longer there`),
    ),
  ];
  const left = all.length - mostAnnotations;
  const more = left > 0 ? [command('warning', 'hookproof', `${left} more changes are not shown here`)] : [];
  return `${[inert(visibleLine(verdictOf(report))), ...all.slice(0, mostAnnotations), ...more].join('\n')}\n`;
}

function annotation(change: Change, { failOn }: DriftReport): string {
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
  return command(kind, `${level} ${rule}`, message, place);
}
