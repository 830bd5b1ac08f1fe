import type { DriftReport } from '../../change.ts';
import { jsonText } from '../text/json.ts';

/** The report as it is, by conformance/schemas/drift.schema.json. */
export function renderJson(report: DriftReport): string {
  return jsonText(report);
}
