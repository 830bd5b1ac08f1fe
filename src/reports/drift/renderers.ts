import type { DriftReport } from '../../change.ts';
import type { DriftRenderOptions } from './words.ts';

export type DriftRenderer = (report: DriftReport, options: DriftRenderOptions) => Promise<string>;

/** Holds one renderer a format, loaded when it is asked for. */
export const driftRenderers: Readonly<Record<string, DriftRenderer>> = {
  tty: async (report, options) => (await import('./tty.ts')).renderDriftTty(report, options),
  json: async (report) => (await import('./json.ts')).renderDriftJson(report),
  markdown: async (report) => (await import('./markdown.ts')).renderDriftMarkdown(report),
  github: async (report) => (await import('./github.ts')).renderDriftGithub(report),
  sarif: async (report, options) => (await import('./sarif.ts')).renderDriftSarif(report, options),
};
