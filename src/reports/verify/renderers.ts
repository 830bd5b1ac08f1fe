import type { Report } from '../../report.ts';
import { jsonText } from '../../schema/json.ts';
import type { VerifyRenderOptions } from './tty.ts';

type VerifyRenderer = (report: Report, options: VerifyRenderOptions) => Promise<string>;

/** Holds one renderer a format, loaded when it is asked for. JSON is by conformance/schemas/report.schema.json. */
const renderers = {
  tty: async (report, options) => (await import('./tty.ts')).renderVerifyTty(report, options),
  json: async (report) => jsonText(report),
  junit: async (report, { strict }) => (await import('./junit.ts')).renderJunit(report, strict),
  html: async (report, { strict }) => (await import('./html.tsx')).renderHtml(report, strict),
  github: async (report, { strict }) => (await import('./github.ts')).renderVerifyGithub(report, strict),
  ctrf: async (report, { strict }) => (await import('./ctrf.ts')).renderCtrf(report, strict),
  markdown: async (report, { strict }) => (await import('./markdown.ts')).renderVerifyMarkdown(report, strict),
} satisfies Record<string, VerifyRenderer>;

/** Names the formats in which a conformance report can be written. */
export type ReportFormat = keyof typeof renderers;

export const verifyRenderers: Readonly<Record<string, VerifyRenderer>> = renderers;
