import type { Change, ChangeLevel, DriftReport, StaleEntry } from '../../change.ts';
import { renderSarifLog, type SarifResult } from '../text/sarif-log.ts';
import {
  affectedText,
  alsoText,
  changeText,
  type DriftRenderOptions,
  knownText,
  locationText,
  unprovedText,
} from './words.ts';

const sarifLevels: Record<ChangeLevel, SarifResult['level']> = {
  breaking: 'error',
  risky: 'warning',
  safe: 'note',
  docs: 'none',
};

/** Writes SARIF 2.1.0; what a baseline knows is suppressed, with its reason. */
export function renderDriftSarif(report: DriftReport, { version }: DriftRenderOptions): string {
  return renderSarifLog(version, [
    ...report.changes.map((change) => changeResult(change, report)),
    ...(report.stale ?? []).map((entry) => staleResult(entry, report)),
  ]);
}

// A stale entry fails the run like a change, and must be seen like one.
function staleResult({ rule, pointer, reason, source }: StaleEntry, { compared }: DriftReport): SarifResult {
  return {
    rule: 'baseline-stale',
    level: 'error',
    text: `the baseline bears ${rule} (${reason}), and it is no longer there`,
    uri: compared?.contract ?? 'contract',
    line: 1,
    pointer,
    properties: { source, rule },
  };
}

function changeResult(change: Change, { compared }: DriftReport): SarifResult {
  const {
    rule,
    level,
    source,
    pointer,
    before,
    after,
    affects,
    cases,
    witness,
    proof,
    seen,
    place,
    also = [],
  } = change;
  const suppressed = knownText(change);
  const uri = { spec: compared?.spec, traffic: seen?.first.file, implementation: compared?.implementation }[source];
  return {
    rule,
    level: sarifLevels[level],
    text: standingAlone(change),
    uri: place?.file ?? uri ?? compared?.contract ?? 'contract',
    line: place?.line ?? seen?.first.line ?? 1,
    pointer,
    also: also.map((other) => ({ pointer: other.pointer, line: other.place?.line ?? 1 })),
    properties: {
      ...{ source, before, after, affects, cases },
      ...(witness ? { witness } : {}),
      ...(proof ? { proof } : {}),
      ...(seen ? { seen } : {}),
    },
    ...(suppressed === undefined ? {} : { suppressed }),
  };
}

/** Says what is to be known of a change where nothing else of the report is shown: what, where, why, and for whom. */
function standingAlone(change: Change): string {
  const { rule, level, pointer, why, witness } = change;
  const [step, unproved] = [changeText(change), unprovedText(change)];
  const [also, affected] = [alsoText(change), affectedText(change)];
  return [
    `${level}: ${rule.replaceAll('-', ' ')} at ${locationText(pointer)}${step === undefined ? '' : ` (${step})`}: ${why}.`,
    ...(also === undefined ? [] : [`The same is at ${also}.`]),
    ...(affected === undefined ? [] : [`It touches ${affected}.`]),
    ...(witness ? [`An event shows it: ${witness.says}.`] : []),
    ...(unproved === undefined ? [] : [`But ${unproved}.`]),
  ].join(' ');
}
