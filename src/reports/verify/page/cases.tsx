import type { JSX } from 'preact';
import { visibleLine } from '../../text/visible.ts';
import { sentLine } from '../case-text.ts';
import { Badge } from './badge.tsx';
import { Exchanges } from './exchanges.tsx';
import type { CaseView, GroupView } from './model.ts';

/** Shows every case, to be opened; those that somebody must look at are open, where they are few. */
export function CaseList({ groups }: { groups: readonly GroupView[] }): JSX.Element {
  return (
    <>
      {groups.map(({ name, cases }) => (
        <section data-cases>
          <h3>{visibleLine(name)}</h3>
          {cases.map((each) => (
            <CaseDetails of={each} />
          ))}
        </section>
      ))}
    </>
  );
}

function CaseDetails({ of: each }: { of: CaseView }): JSX.Element {
  const { anchor, status, level, group, id, title, open } = each;
  return (
    <details id={anchor} data-status={status} data-level={level} data-group={group} open={open}>
      <summary>
        <Badge status={status} />{' '}
        <h4>
          <code>{id}</code>
        </h4>{' '}
        <span class="faint">{level}</span>
        <span class="title">{title}</span>
      </summary>
      <Told of={each} />
    </details>
  );
}

function Told({ of: each }: { of: CaseView }): JSX.Element {
  const { requirement, expected, actual, why, reproduce, exchanges, durationMs } = each;
  const sent = visibleLine(sentLine(each));
  return (
    <div class="told">
      <dl>
        <Part name="Sent" text={sent} />
        <Part name="Expected" text={expected} />
        <Part name="Actual" text={actual} />
        <Part name="Why" text={why} />
        <dt>Required by {requirement.source}</dt>
        <dd>
          <blockquote>{requirement.quote}</blockquote>
        </dd>
        {reproduce && (
          <>
            <dt>Reproduce</dt>
            <dd>
              <Block text={reproduce} />
            </dd>
          </>
        )}
        <Part name="Took" text={`${durationMs} ms`} />
      </dl>
      <Exchanges exchanges={exchanges ?? []} />
    </div>
  );
}

function Part({ name, text }: { name: string; text: string }): JSX.Element | null {
  if (!text) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}

function Block({ text }: { text: string }): JSX.Element {
  return (
    <pre>
      <code>{text}</code>
    </pre>
  );
}
