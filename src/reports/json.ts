import type { Report } from '../report.ts';

/** The report as it is, by conformance/schemas/report.schema.json. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
