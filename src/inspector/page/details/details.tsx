import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Finding } from '../../../finding.ts';
import { otherOutcomes } from '../../other-outcomes.ts';
import type { AttemptView, EventDetails, EventRow, Overview } from '../../views.ts';
import { readEvent, unreadable } from '../data/api.ts';
import { useLoaded } from '../data/use-loaded.ts';
import { Fault } from '../fault.tsx';
import { timelineLink } from '../route.ts';
import { count, timeText, visible } from '../text.ts';
import { BodyView } from './body-view.tsx';
import { CopyButton } from './copy-button.tsx';
import { Replay } from './replay.tsx';

interface DetailsProps {
  id: number;
  /** Changes where the event got another attempt. */
  attempts: number;
  /** Changes where the journal can be read again. */
  recoveries: number;
  overview: Overview;
}

/** Shows one event: what became of it and why, its attempts, bytes and headers, and ways to send it again. */
export function Details({ id, attempts, recoveries, overview }: DetailsProps): JSX.Element {
  const { value, fault } = useLoaded((signal) => readEvent(id, signal), [id, attempts, recoveries]);
  const [chosen, choose] = useState<number | undefined>(undefined);
  if (fault !== undefined && fault !== unreadable) return <Fault text={fault} />;
  if (!value || value.event.id !== id) return <p class="faint">One moment …</p>;
  const best = value.attempts.find(({ outcome }) => outcome === value.event.outcome) ?? value.attempts[0];
  const attempt = value.attempts.find(({ sequence }) => sequence === chosen) ?? best;
  return (
    <>
      <Heading {...value} />
      {attempt && <AttemptVerdict attempt={attempt} role={overview.role} />}
      {attempt === best && <OtherAttempts event={value.event} />}
      <Attempts details={value} chosen={attempt} choose={choose} />
      {attempt && <Content details={value} attempt={attempt} />}
      {attempt && <Headers attempt={attempt} />}
      <h3>Send it again</h3>
      <Curl curl={value.curl} />
      <Replay key={id} event={id} origins={overview.replayTo} own={ownAddress(overview, best)} />
      <Unkept again={value.again} />
    </>
  );
}

/** Gives where a receiver of this page took an attempt; empty where the page is a sender's, or the address leads elsewhere. */
function ownAddress({ role }: Overview, attempt: AttemptView | undefined): string {
  const [path = '', ...query] = (attempt?.target ?? '').split('?');
  const shown = query.join('?').includes('…') ? path : (attempt?.target ?? '');
  const url = URL.parse(location.origin + shown);
  return role === 'receiver' && url?.origin === location.origin ? url.href : '';
}

function Heading({ event: { type, operation, identity, outcome, deliveryId, id } }: EventDetails): JSX.Element {
  return (
    <>
      <h2>
        <span class={`badge ${outcome}`}>{outcome}</span> {visible(type ?? operation ?? `Event ${id}`)}
      </h2>
      <dl class="facts">
        {type !== undefined && operation !== undefined && <Fact name="Operation" text={operation} />}
        {identity !== undefined && (
          <div>
            <dt>About</dt>
            <dd>
              <a href={timelineLink(identity)}>{visible(identity)}</a>
            </dd>
          </div>
        )}
        {deliveryId !== undefined && <Fact name="Delivery" text={deliveryId} />}
      </dl>
    </>
  );
}

function Fact({ name, text }: { name: string; text: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{visible(text)}</dd>
    </div>
  );
}

const verdicts = {
  receiver: {
    accepted: 'It is what the contract allows.',
    refused: 'It is not what the contract allows:',
    denied: 'Its credentials are missing or wrong:',
  },
  sender: {
    accepted: 'The receiver took it.',
    refused: 'The receiver did not take it:',
    denied: 'The receiver did not believe whom it is from:',
  },
};

interface VerdictProps extends Pick<Overview, 'role'> {
  attempt: AttemptView;
}

function AttemptVerdict({ attempt, role }: VerdictProps): JSX.Element {
  const { outcome, findings, isAll, asked } = attempt;
  return (
    <div class={`verdict ${outcome}`}>
      <p>{verdicts[role][outcome]}</p>
      {findings.length > 0 && (
        <ul>
          {findings.map(({ pointer, message }) => (
            <li>
              {pointer !== '' && <code>{visible(pointer)}</code>} {visible(message)}
            </li>
          ))}
        </ul>
      )}
      {!isAll && <p class="faint">More may be wrong with it: not all of it was looked for.</p>}
      {outcome === 'denied' && role === 'receiver' && <Asked asked={asked} />}
    </div>
  );
}

/** Says that other attempts of the event went otherwise than the one that is shown first. */
function OtherAttempts({ event }: { event: EventRow }): JSX.Element | null {
  const others = otherOutcomes(event);
  return others === '' ? null : <p class="faint">Of its attempts: {others}. Choose one to see what was wrong.</p>;
}

/** Says what should have come, and what of it did: the values are nowhere, right or wrong. */
function Asked({ asked }: Pick<AttemptView, 'asked'>): JSX.Element {
  return (
    <>
      {asked.map((alternative, at) => (
        <p>
          {at === 0 ? 'The contract asks for ' : 'or for '}
          {alternative.map(({ place, name, says, came }, each) => (
            <>
              {each > 0 && ' and '}
              the {place} <code>{visible(name)}</code> ({says}
              {came ? '; it came' : '; it did not come'})
            </>
          ))}
        </p>
      ))}
    </>
  );
}

interface AttemptsProps {
  details: EventDetails;
  chosen: AttemptView | undefined;
  choose(sequence: number): void;
}

function Attempts({ details: { attempts, moreAttempts, event }, chosen, choose }: AttemptsProps): JSX.Element {
  return (
    <>
      <h3>{count(event.attempts, 'attempt')}</h3>
      <ul class="attempts">
        {attempts.map(({ sequence, receivedAt, outcome, status, method, target }) => (
          <li>
            <button type="button" aria-pressed={sequence === chosen?.sequence} onClick={() => choose(sequence)}>
              <time>{timeText(receivedAt)}</time> <span class={`badge ${outcome}`}>{status || 'no answer'}</span>{' '}
              <code>
                {visible(method)} {visible(target)}
              </code>
            </button>
          </li>
        ))}
      </ul>
      {moreAttempts && <p class="faint">The first {attempts.length} are shown.</p>}
    </>
  );
}

function Content({ details: { bodies }, attempt }: { details: EventDetails; attempt: AttemptView }): JSX.Element {
  const body = attempt.body === null ? undefined : bodies[attempt.body];
  return (
    <>
      <h3>Body</h3>
      {body ? (
        <BodyView key={attempt.sequence} body={body} findings={attempt.findings.filter(isOfBody)} />
      ) : (
        <p class="faint">It was refused before its body was read.</p>
      )}
    </>
  );
}

/** Tells whether a finding is about the body: the sender's proof and the answer are not. */
function isOfBody({ rule }: Finding): boolean {
  return rule !== 'security' && rule !== 'answer';
}

function Headers({ attempt: { headers } }: { attempt: AttemptView }): JSX.Element {
  return (
    <>
      <h3>Headers</h3>
      <dl class="headers">
        {headers.map(([name, value]) => (
          <Fact name={visible(name)} text={value} />
        ))}
      </dl>
    </>
  );
}

/** Says how it goes out otherwise than it came. */
function Unkept({ again: { anew, without } }: Pick<EventDetails, 'again'>): JSX.Element | null {
  if (anew.length + without.length === 0) return null;
  const names = (all: readonly string[]) => all.map((each, at) => [at > 0 && ', ', <code>{visible(each)}</code>]);
  return (
    <p class="faint">
      Keys, signatures and cookies are not kept. It goes out as it came
      {anew.length > 0 && <>, with {names(anew)} made anew</>}
      {without.length > 0 && <>, without {names(without)}</>}.
    </p>
  );
}

function Curl({ curl }: { curl: string | null }): JSX.Element {
  if (curl === null)
    return (
      <p class="faint">There is no curl line for this one: curl cannot make its signature, or its body is no text.</p>
    );
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard, too */}
      <pre tabIndex={0}>{visible(curl)}</pre>
      <CopyButton text={curl} label="Copy as curl" />
    </>
  );
}
