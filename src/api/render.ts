import { userError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { ReportFormat } from '../reports/verify/renderers.ts';

export type { ReportFormat };

/** Writes a conformance report in one of the formats of `hookproof verify --report`; without colours. */
export async function renderReport(report: Report, format: ReportFormat): Promise<string> {
  const { verifyRenderers } = await import('../reports/verify/renderers.ts');
  const render = verifyRenderers[format];
  if (!render)
    throw userError('usage', `unknown format "${format}"`, { hint: Object.keys(verifyRenderers).join(', ') });
  return render(report, { strict: report.suite.strict ?? false, color: false });
}
