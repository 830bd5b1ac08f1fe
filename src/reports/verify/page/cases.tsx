import type { ComponentChildren, JSX } from 'preact';
import type { ExchangeText } from '../../../report.ts';
import { visibleLine } from '../../text/visible.ts';
import { countStatuses, sentLine } from '../words.ts';
import type { CaseView, GroupView } from './model.ts';

/** Choices that the script heeds; without the script there is nothing to choose, and all is shown. */
export function Filters({ groups }: { groups: readonly GroupView[] }): JSX.Element {
  const cases = groups.flatMap((group) => group.cases);
  const levels = [...Map.groupBy(cases, ({ level }) => level)];
  return (
    <>
      <form hidden aria-label="Which cases are shown">
        <Choice name="status" options={countStatuses(cases)} />
        <Choice name="level" options={levels.map(([level, own]) => [level, own.length])} />
        <Choice name="group" options={groups.map(({ name, cases: own }) => [visibleLine(name), own.length])} />
        <label>
          Text
          <input type="search" name="text" placeholder="words in any order" autocomplete="off" />
        </label>
      </form>
      <output aria-live="polite" />
    </>
  );
}

function Choice({ name, options }: { name: string; options: (readonly [text: string, count: number])[] }): JSX.Element {
  return (
    <label>
      {name.charAt(0).toUpperCase() + name.slice(1)}
      <select name={name}>
        <option value="">all</option>
        {options.map(([text, count]) => (
          <option value={text}>
            {text} ({count})
          </option>
        ))}
      </select>
    </label>
  );
}

/** Shows every case, to be opened; those that somebody must look at are open, where they are few. */
export function CaseList({ groups }: { groups: readonly GroupView[] }): JSX.Element {
  return (
    <>
      {groups.map(({ name, cases }) => (
        <section data-cases>
          <h3>{visibleLine(name)}</h3>
          {cases.map(CaseDetails)}
        </section>
      ))}
    </>
  );
}

function CaseDetails(each: CaseView): JSX.Element {
  const { anchor, status, level, group, id, title, open, requirement, reproduce } = each;
  return (
    <details id={anchor} data-status={status} data-level={level} data-group={group} open={open}>
      <summary>
        <span class={`badge ${status}`}>{status}</span>{' '}
        <h4>
          <code>{id}</code>
        </h4>{' '}
        <span class="faint">{level}</span>
        <span class="title">{title}</span>
      </summary>
      <div class="told">
        <dl>
          <Part name="Sent">{visibleLine(sentLine(each))}</Part>
          <Part name="Expected">{each.expected}</Part>
          <Part name="Actual">{each.actual}</Part>
          <Part name="Why">{each.why}</Part>
          <Part name={`Required by ${requirement.source}`}>
            {requirement.quote && <blockquote>{requirement.quote}</blockquote>}
          </Part>
          <Part name="Reproduce">
            {reproduce && (
              <pre>
                <code>{reproduce}</code>
              </pre>
            )}
          </Part>
          <Part name="Took">{`${each.durationMs} ms`}</Part>
        </dl>
        <Exchanges exchanges={each.exchanges ?? []} />
      </div>
    </details>
  );
}

function Part({ name, children }: { name: string; children: ComponentChildren }): JSX.Element | null {
  if (!children) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Shows what went over the wire, to be folded out. */
function Exchanges({ exchanges }: { exchanges: readonly ExchangeText[] }): JSX.Element | null {
  if (exchanges.length === 0) return null;
  const [{ of = 1 } = {}] = exchanges;
  const shown = of > exchanges.length ? `${exchanges.length} of ${of} exchanges` : `${exchanges.length} exchanges`;
  return (
    <details class="exchanges">
      <summary>{of > 1 ? shown : 'The exchange'}</summary>
      {exchanges.map(Exchange)}
    </details>
  );
}

function Exchange({ sent, answered, durationMs, number, of, faulty }: ExchangeText): JSX.Element {
  return (
    <dl>
      <dt>
        {number === undefined ? 'Sent' : `Sent, ${number} of ${of}`}
        {faulty && <span class="decided">this one decided</span>}
      </dt>
      <dd>
        <pre>{sent}</pre>
      </dd>
      <dt>Answered after {durationMs} ms</dt>
      <dd>
        <pre>{answered}</pre>
      </dd>
    </dl>
  );
}
