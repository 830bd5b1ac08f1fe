import type { JSX } from 'preact';
import type { Report } from '../../../report.ts';
import { visibleLine } from '../../text/visible.ts';
import { failures, outcomeOf } from '../case-outcome.ts';
import { verdictOf } from '../verdict.ts';
import { Badge } from './badge.tsx';
import type { CaseView, GroupView } from './model.ts';

interface Props {
  report: Report;
  groups: readonly GroupView[];
  strict: boolean;
}

/** More would push the rest of the page away; the others are folded. */
const firstNames = 10;
const mostNames = 300;

/** Shows the verdict, what failed by name, and what was judged. */
export function Verdict({ report, groups, strict }: Props): JSX.Element {
  const { word, text } = verdictOf(report, strict);
  const cases = groups.flatMap((group) => group.cases);
  const failed = failures(cases, strict);
  return (
    <header>
      <h1>
        <span class={`badge h1 ${word}`}>{word}</span> {text}
      </h1>
      <Names of="What failed" cases={failed} />
      <Names of="What could not be judged" cases={cases.filter((each) => outcomeOf(each, strict) === 'error')} />
      <Facts report={report} />
    </header>
  );
}

function Names({ of, cases }: { of: string; cases: readonly CaseView[] }): JSX.Element | null {
  if (cases.length === 0) return null;
  const more = cases.length - firstNames;
  return (
    <>
      <h2>{of}</h2>
      <NameList cases={cases.slice(0, firstNames)} />
      {more > 0 && (
        <details>
          <summary>and {more} more</summary>
          <NameList cases={cases.slice(firstNames, mostNames)} />
          {cases.length > mostNames && <p>The others are in the list of cases.</p>}
        </details>
      )}
    </>
  );
}

function NameList({ cases }: { cases: readonly CaseView[] }): JSX.Element {
  return (
    <ul class="failed">
      {cases.map(({ anchor, status, id, title }) => (
        <li>
          <Badge status={status} />{' '}
          <a href={`#${anchor}`}>
            <code>{id}</code>
          </a>{' '}
          <span class="title">{title}</span>
        </li>
      ))}
    </ul>
  );
}

function Facts({ report: { target, contract, suite, summary, tool } }: { report: Report }): JSX.Element {
  const facts: [string, string][] = [
    ['Receiver', target.url],
    ['Contract', `${contract.title} ${contract.version}`],
    ['Profile', suite.profile],
    ['Took', `${(summary.durationMs / 1000).toFixed(1)} s`],
    ...(suite.shard ? [['Shard', suite.shard] as [string, string]] : []),
    ...(suite.strict ? [['Strict', 'a SHOULD gates too'] as [string, string]] : []),
    ['By', `${tool.name} ${tool.version}`],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, text]) => (
        <div>
          <dt>{name}</dt>
          <dd>{visibleLine(text)}</dd>
        </div>
      ))}
    </dl>
  );
}
