import { createHash } from 'node:crypto';
import type { JSX } from 'preact';
import type { Report } from '../../../report.ts';
import { visibleLine } from '../../text/visible.ts';
import { CaseList } from './cases.tsx';
import { CoverageList } from './coverage.tsx';
import { Filters } from './filters.tsx';
import { Matrix } from './matrix.tsx';
import type { GroupView } from './model.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { Timings } from './timings.tsx';
import { Verdict } from './verdict.tsx';

/** Renders the whole page. Nothing runs and nothing is loaded but the style and the script whose hashes the policy names. */
export function page(report: Report, groups: readonly GroupView[], strict: boolean): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${report.summary.verdict.toUpperCase()} ${visibleLine(report.target.url)} – hookproof`}</title>
        <Inline tag="style" text={style} />
      </head>
      <body>
        <Verdict report={report} groups={groups} strict={strict} />
        <main>
          <Filters groups={groups} />
          <Matrix groups={groups} />
          <Timings groups={groups} />
          {report.coverage && <CoverageList coverage={report.coverage} />}
          <h2 id="cases">Cases</h2>
          <CaseList groups={groups} />
        </main>
        <Inline tag="script" text={script} />
      </body>
    </html>
  );
}

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

/** Renders our own constants as they are: the policy's hashes are of these very bytes. */
function Inline({ tag: Tag, text }: { tag: 'style' | 'script'; text: string }): JSX.Element {
  return <Tag dangerouslySetInnerHTML={{ __html: text }} />;
}
