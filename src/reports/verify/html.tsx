import { createHash } from 'node:crypto';
import type { JSX } from 'preact';
import { render } from 'preact-render-to-string';
import type { Coverage, Report } from '../../report.ts';
import { shortened, visibleLine } from '../text/visible.ts';
import { CaseList, Filters } from './page/cases.tsx';
import { type GroupView, groupViews, type Limits } from './page/model.ts';
import { Matrix, Verdict } from './page/overview.tsx';
import { script } from './page/script.ts';
import { style } from './page/style.ts';
import { Timings } from './page/timings.tsx';

/** A browser opens more, but not quickly on a phone. */
const mostPageBytes = 1_000_000;

/** Cases that passed are cut first: nobody looks at their bodies. Then all but the examples of causes. */
const steps: readonly Limits[] = [
  { example: 8000, troubled: 8000, other: 4000 },
  { example: 8000, troubled: 2000, other: 400 },
  { example: 8000, troubled: 400, other: 200 },
  { example: 4000, troubled: 100, other: 0 },
  { example: 2000, troubled: 0, other: 0 },
];

/** Writes one file that needs nothing else: to be kept as an artifact of CI and opened anywhere. */
export function renderHtml(report: Report, strict = false): string {
  let text = '';
  for (const limits of steps) {
    const groups = groupViews(report, strict, limits);
    // What is too long by its texts alone need not be rendered to see that.
    if (limits !== steps.at(-1) && longTexts(groups) > mostPageBytes) continue;
    text = `<!doctype html>\n${render(page(report, groups, strict))}\n`;
    if (Buffer.byteLength(text) < mostPageBytes) break;
  }
  return text;
}

/** Counts the characters of the texts that the page shows whole. */
function longTexts(groups: readonly GroupView[]): number {
  const texts = groups.flatMap(({ cases }) =>
    cases.flatMap(({ reproduce, exchanges = [] }) => [
      reproduce,
      ...exchanges.flatMap(({ sent, answered }) => [sent, answered]),
    ]),
  );
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** Nothing runs and nothing is loaded but the style and the script whose hashes the policy names. */
const policy = [
  "default-src 'none'",
  `style-src ${hash(style)}`,
  `script-src ${hash(script)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Shows the whole page; style and script stand in it as they are: the policy's hashes are of these very bytes. */
function page(report: Report, groups: readonly GroupView[], strict: boolean): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${report.summary.verdict.toUpperCase()} ${visibleLine(report.target.url)} – hookproof`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <Verdict report={report} groups={groups} strict={strict} />
        <main>
          <Filters groups={groups} />
          <Matrix groups={groups} />
          <Timings groups={groups} />
          {report.coverage && <CoverageList {...report.coverage} />}
          <h2 id="cases">Cases</h2>
          <CaseList groups={groups} />
        </main>
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
}

const mostTableRows = 500;

/** Lists what of the contract no case put to the test, and why. */
function CoverageList({ constraints, exercised, unexercised }: Coverage): JSX.Element {
  const line = (text: string): string => visibleLine(shortened(text, 300));
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">Coverage</h2>
      <p>
        {exercised} of {constraints} constraints of the contract were exercised.
      </p>
      {unexercised.length > 0 && (
        <details>
          <summary>Not exercised: {unexercised.length}</summary>
          <ul class="told">
            {unexercised.slice(0, mostTableRows).map(({ pointer, keyword, why }) => (
              <li>
                <code>{line(pointer)}</code> {line(keyword)}: {line(why)}
              </li>
            ))}
            {unexercised.length > mostTableRows && <li>and {unexercised.length - mostTableRows} more</li>}
          </ul>
        </details>
      )}
    </section>
  );
}
