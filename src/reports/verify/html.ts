import { render } from 'preact-render-to-string';
import type { Report } from '../../report.ts';
import type { Limits } from './page/model.ts';
import { groupViews } from './page/model.ts';
import { page } from './page/page.tsx';

/** A browser opens more, but not quickly on a phone. */
const mostBytes = 3_000_000;

/** Cases that passed are cut first: nobody looks at their bodies. */
const steps: readonly Limits[] = [
  { troubled: 8000, other: 4000 },
  { troubled: 4000, other: 1000 },
  { troubled: 2000, other: 400 },
  { troubled: 400, other: 200 },
  { troubled: 100, other: 100 },
];

/** Writes one file that needs nothing else: to be kept as an artifact of CI and opened anywhere. */
export function renderHtml(report: Report, strict = false): string {
  let text = '';
  for (const limits of steps) {
    text = `<!doctype html>\n${render(page(report, groupViews(report, strict, limits), strict))}\n`;
    if (Buffer.byteLength(text) < mostBytes) break;
  }
  return text;
}
