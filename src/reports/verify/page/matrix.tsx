import type { JSX } from 'preact';
import { visibleLine } from '../../text/visible.ts';
import { countStatuses } from '../case-outcome.ts';
import { signs } from './badge.tsx';
import type { CaseView, GroupView } from './model.ts';

/** Shows all cases at a glance: a row a group, a cell a case that leads to it. */
export function Matrix({ groups }: { groups: readonly GroupView[] }): JSX.Element {
  const used = countStatuses(groups.flatMap(({ cases }) => cases));
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">At a glance</h2>
      <ul class="legend">
        {used.map(([status, count]) => (
          <li>
            <span aria-hidden="true" class={`cell ${status}`}>
              {signs[status]}
            </span>{' '}
            {count} {status}
          </li>
        ))}
      </ul>
      {groups.map((group) => (
        <Row group={group} />
      ))}
    </section>
  );
}

function Row({ group: { name, cases } }: { group: GroupView }): JSX.Element {
  const counts = countStatuses(cases).map(([status, count]) => `${count} ${status}`);
  return (
    <div data-cells>
      <h3>
        {visibleLine(name)} <span class="counts">{counts.join(', ')}</span>
      </h3>
      <ul class="cells">
        {cases.map((each) => (
          <Cell of={each} />
        ))}
      </ul>
    </div>
  );
}

function Cell({ of: { anchor, id, status } }: { of: CaseView }): JSX.Element {
  const name = `${id}: ${status}`;
  return (
    <li>
      <a class={`cell ${status}`} href={`#${anchor}`} title={name} aria-label={name}>
        {signs[status]}
      </a>
    </li>
  );
}
