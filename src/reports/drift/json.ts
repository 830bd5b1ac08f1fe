import type { DriftReport } from '../../change.ts';
import { jsonText } from '../text/json.ts';

/** Writes the report as it is, by conformance/schemas/drift.schema.json. */
export function renderDriftJson(report: DriftReport): string {
  return jsonText(report);
}
