import type { DriftReport } from '../../change.ts';
import { jsonText } from '../../schema/json.ts';
import type { DriftRenderOptions } from './words.ts';

type DriftRenderer = (report: DriftReport, options: DriftRenderOptions) => Promise<string>;

/** Holds one renderer a format, loaded when it is asked for. JSON is by conformance/schemas/drift.schema.json. */
export const driftRenderers: Readonly<Record<string, DriftRenderer>> = {
  tty: async (report, options) => (await import('./tty.ts')).renderDriftTty(report, options),
  json: async (report) => jsonText(report),
  markdown: async (report) => (await import('./markdown.ts')).renderDriftMarkdown(report),
  github: async (report) => (await import('./github.ts')).renderDriftGithub(report),
  sarif: async (report, options) => (await import('./sarif.ts')).renderDriftSarif(report, options),
};
