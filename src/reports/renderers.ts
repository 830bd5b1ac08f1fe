import type { Report } from '../report.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderTty, type TtyOptions } from './tty.ts';

/** One renderer a format. */
export const renderers: Record<string, (report: Report, options: TtyOptions) => string> = {
  tty: renderTty,
  json: renderJson,
  junit: (report, { strict }) => renderJunit(report, strict),
};
