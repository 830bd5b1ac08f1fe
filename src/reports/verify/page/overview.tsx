import type { JSX } from 'preact';
import type { Report } from '../../../report.ts';
import { counted } from '../../text/terminal.ts';
import { visibleLine } from '../../text/visible.ts';
import { knownViews } from '../known.ts';
import { type CauseView, causeViews, countStatuses, signs, unjudged, verdictOf } from '../words.ts';
import type { CaseView, GroupView } from './model.ts';

interface VerdictProps {
  report: Report;
  groups: readonly GroupView[];
  strict: boolean;
}

/** Shows the verdict, what failed by name, and what was judged. */
export function Verdict({ report, groups, strict }: VerdictProps): JSX.Element {
  const { word, text, unproved } = verdictOf(report, strict);
  const cases = groups.flatMap((group) => group.cases);
  return (
    <header>
      <h1>
        <span class={`badge h1 ${word}`}>{word}</span> {text}
        {unproved}
      </h1>
      <Causes causes={causeViews(report, strict)} cases={cases} />
      <Names of="What could not be judged" cases={unjudged(cases)} />
      <Known cases={cases} />
      <Facts report={report} />
    </header>
  );
}

const mostCases = 50;

/** Shows what failures have in common, each with an example; the other cases are folded. */
function Causes({ causes, cases }: { causes: readonly CauseView[]; cases: readonly CaseView[] }): JSX.Element | null {
  if (causes.length === 0) return null;
  const byId = new Map(cases.map((each) => [each.key, each]));
  return (
    <>
      <h2>What failed</h2>
      <ul class="failed causes">
        {causes.map((cause) => (
          <CauseItem cause={cause} cases={cause.cases.flatMap((id) => byId.get(id) ?? [])} />
        ))}
      </ul>
    </>
  );
}

function CauseItem({ cause, cases }: { cause: CauseView; cases: readonly CaseView[] }): JSX.Element {
  const { status, id, count, title, hint, example } = cause;
  const shown = cases.find(({ key }) => key === example);
  const others = cases.filter((each) => each !== shown);
  return (
    <li>
      <span class={`badge ${status}`}>{status}</span> <code>{visibleLine(id)}</code> {counted(count, 'case')}
      <span class="title">{visibleLine(title)}</span>
      <p>{visibleLine(hint)}</p>
      {shown && <NameList cases={[shown]} />}
      {others.length > 0 && (
        <details>
          <summary>and {others.length} more</summary>
          <NameList cases={others.slice(0, mostCases)} />
          {others.length > mostCases && <p>The others are in the list of cases.</p>}
        </details>
      )}
    </li>
  );
}

/** Shows what the baseline suppresses, by cause and reason. */
function Known({ cases }: { cases: readonly CaseView[] }): JSX.Element | null {
  const known = knownViews(cases);
  if (known.length === 0) return null;
  return (
    <>
      <h2>Known to fail</h2>
      <ul class="failed">
        {known.slice(0, mostNames).map(({ cause, text }) => (
          <li>
            <span class="badge KNOWN">KNOWN</span> <code>{visibleLine(cause)}</code>
            <span class="title">{visibleLine(text)}</span>
          </li>
        ))}
        {known.length > mostNames && <li>and {known.length - mostNames} more reasons</li>}
      </ul>
    </>
  );
}

/** More would push the rest of the page away; the others are folded. */
const firstNames = 10;
const mostNames = 100;

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
          <span class={`badge ${status}`}>{status}</span>{' '}
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
  const facts: [string, string | null | false | undefined][] = [
    ['Receiver', target.url],
    ['Contract', `${contract.title} ${contract.version}`],
    ['Profile', suite.profile],
    ['Took', `${(summary.durationMs / 1000).toFixed(1)} s`],
    ['Shard', suite.shard],
    ['Strict', suite.strict && 'a SHOULD gates too'],
    ['By', `${tool.name} ${tool.version}`],
  ];
  return (
    <dl class="facts">
      {facts.map(
        ([name, text]) =>
          text && (
            <div>
              <dt>{name}</dt>
              <dd>{visibleLine(text)}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Shows all cases at a glance: a row a group, a cell a case that leads to it. Colour alone would not tell a status. */
export function Matrix({ groups }: { groups: readonly GroupView[] }): JSX.Element {
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">At a glance</h2>
      <ul class="legend">
        {countStatuses(groups.flatMap(({ cases }) => cases)).map(([status, count]) => (
          <li>
            <span aria-hidden="true" class={`cell ${status}`}>
              {signs[status]}
            </span>{' '}
            {count} {status}
          </li>
        ))}
      </ul>
      {groups.map(({ name, cases }) => (
        <div data-cells>
          <h3>
            {visibleLine(name)} <span class="counts">{countsText(cases)}</span>
          </h3>
          <ul class="cells">{cases.map(Cell)}</ul>
        </div>
      ))}
    </section>
  );
}

function countsText(cases: readonly CaseView[]): string {
  const counts = countStatuses(cases).map(([status, count]) => `${count} ${status}`);
  return counts.join(', ');
}

function Cell({ anchor, id, status, brief }: CaseView): JSX.Element {
  const name = `${id}: ${status}`;
  return (
    <li>
      <a class={`cell ${status}`} href={`#${anchor}`} title={brief ? undefined : name} aria-label={name}>
        {signs[status]}
      </a>
    </li>
  );
}
