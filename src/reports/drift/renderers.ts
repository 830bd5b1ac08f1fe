import type { DriftReport } from '../../change.ts';
import type { DriftRenderOptions } from './words.ts';

export type DriftRenderer = (report: DriftReport, options: DriftRenderOptions) => Promise<string>;

/** One renderer a format, loaded when it is asked for. */
export const driftRenderers: Readonly<Record<string, DriftRenderer>> = {
  tty: async (report, options) => (await import('./tty.ts')).renderTty(report, options),
  json: async (report) => (await import('./json.ts')).renderJson(report),
  markdown: async (report) => (await import('./markdown.ts')).renderMarkdown(report),
  github: async (report) => (await import('./github.ts')).renderGithub(report),
  sarif: async (report, options) => (await import('./sarif.ts')).renderSarif(report, options),
};
