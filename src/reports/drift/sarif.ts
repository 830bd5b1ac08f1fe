import type { Change, ChangeLevel, DriftReport, StaleEntry } from '../../change.ts';
import { renderSarifLog, type SarifResult } from '../text/sarif-log.ts';
import type { DriftRenderOptions } from './words.ts';

const levels: Record<ChangeLevel, SarifResult['level']> = {
  breaking: 'error',
  risky: 'warning',
  safe: 'note',
  docs: 'none',
};

/** SARIF 2.1.0; what a baseline bears is suppressed, with its reason. */
export function renderSarif(report: DriftReport, { version }: DriftRenderOptions): string {
  return renderSarifLog(version, [
    ...report.changes.map((change) => resultOf(change, report)),
    ...(report.stale ?? []).map((entry) => staleOf(entry, report)),
  ]);
}

/** It fails the run like a change, so that it must be seen like one. */
function staleOf({ rule, pointer, reason, source }: StaleEntry, { compared }: DriftReport): SarifResult {
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

function resultOf(change: Change, { compared }: DriftReport): SarifResult {
  const { rule, level, source, pointer, why, before, after, affects, cases, witness, seen, known, place } = change;
  const uri = { spec: compared?.spec, traffic: seen?.first.file, implementation: compared?.implementation }[source];
  return {
    rule,
    level: levels[level],
    text: why,
    uri: place?.file ?? uri ?? compared?.contract ?? 'contract',
    line: place?.line ?? seen?.first.line ?? 1,
    pointer,
    properties: { source, before, after, affects, cases, ...(witness ? { witness } : {}), ...(seen ? { seen } : {}) },
    ...(known ? { suppressed: `until ${known.expires}: ${known.reason}` } : {}),
  };
}
