import type { DriftReport } from '../../change.ts';

/** The report as it is, by conformance/schemas/drift.schema.json. */
export function renderJson(report: DriftReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
