import type { Report } from '../report.ts';
import type { RenderOptions } from './options.ts';

export type Renderer = (report: Report, options: RenderOptions) => string | Promise<string>;

/** One renderer a format, loaded when it is asked for. */
export const renderers: Readonly<Record<string, Renderer>> = {
  tty: async (report, options) => (await import('./tty.ts')).renderTty(report, options),
  json: async (report) => (await import('./json.ts')).renderJson(report),
  junit: async (report, { strict }) => (await import('./junit.ts')).renderJunit(report, strict),
  html: async (report, { strict }) => (await import('./html.ts')).renderHtml(report, strict),
  github: async (report, { strict }) => (await import('./github.ts')).renderGithub(report, strict),
  ctrf: async (report, { strict }) => (await import('./ctrf.ts')).renderCtrf(report, strict),
  markdown: async (report, { strict }) => (await import('./markdown.ts')).renderMarkdown(report, strict),
};
