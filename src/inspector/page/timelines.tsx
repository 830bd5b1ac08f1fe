import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Overview, Timeline, TimelineStep } from '../views.ts';
import { readTimeline } from './data/api.ts';
import { useLoaded } from './data/use-loaded.ts';
import { useTimelines } from './data/use-timelines.ts';
import { Fault } from './fault.tsx';
import { timelineLink } from './route.ts';
import { count, timeText, visible } from './text.ts';

interface TimelinesProps {
  overview: Overview;
  /** Shows this one alone. */
  identity: string | undefined;
  /** Changes where something came. */
  version: number;
}

/** Shows the events of each identity in their order, with what is missing, late, double or out of order. */
export function Timelines({ overview, identity, version }: TimelinesProps): JSX.Element {
  const name = overview.identity;
  return (
    <main class="page">
      <h2>{name === null ? 'Timelines' : `Timelines by ${visible(name)}`}</h2>
      {name === null ? (
        <p>
          The contract does not say what its events are about. Where <code>x-hookproof-identity</code> points to it,
          they are put together here.
        </p>
      ) : (
        <p class="faint">
          {overview.hasLifecycle
            ? 'Events stand in the order in which they came, along the lifecycle of the contract.'
            : 'Events stand in the order in which they came; the contract has no lifecycle to hold them against.'}
        </p>
      )}
      {identity === undefined ? <All version={version} /> : <One identity={identity} version={version} />}
    </main>
  );
}

function One({ identity, version }: { identity: string; version: number }): JSX.Element {
  const { value, fault } = useLoaded((signal) => readTimeline(identity, signal), [identity, version]);
  return (
    <>
      <p>
        <a href="#timelines">All timelines</a>
      </p>
      <Fault text={fault} />
      {value && <Card timeline={value} />}
    </>
  );
}

function All({ version }: { version: number }): JSX.Element {
  const [text, setText] = useState('');
  const { timelines, isComplete, fault, more } = useTimelines(text, version);
  return (
    <>
      <label class="search">
        Search
        <input type="search" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      </label>
      <Fault text={fault} />
      {timelines.map((timeline) => (
        <Card key={timeline.identity} timeline={timeline} />
      ))}
      {timelines.length === 0 && fault === undefined && <p role="status">{noneText(text, isComplete)}</p>}
      {isComplete === false && (
        <button type="button" onClick={more}>
          Older ones
        </button>
      )}
    </>
  );
}

function noneText(text: string, isComplete: boolean | undefined): string {
  if (!isComplete) return 'Looking through the journal …';
  return text === '' ? 'No event with an identity came yet.' : 'No identity is like that.';
}

function Card({ timeline }: { timeline: Timeline }): JSX.Element {
  const { identity, steps, state, awaited, lastAt, isCut } = timeline;
  const odd = steps.filter(({ mark, event }) => mark !== 'fine' || event?.outcome !== 'accepted').length;
  return (
    <section class="timeline">
      <h3>
        <a href={timelineLink(identity)}>{visible(identity)}</a>
        {odd > 0 && <span class="badge refused">{count(odd, 'finding')}</span>}
      </h3>
      <p class="faint">
        {state !== undefined && `In the state ${visible(state)}. `}
        {awaited.length > 0 && `May follow: ${visible(awaited.join(', '))}. `}
        Last at {timeText(lastAt)}.
      </p>
      {isCut && <p class="faint">Only its newest events are shown.</p>}
      <ol class="steps">
        {steps.map((step) => (
          <StepRow step={step} />
        ))}
      </ol>
    </section>
  );
}

const stepMarks = { fine: '', missing: 'missing', late: 'late', double: 'double', 'out-of-order': 'out of order' };

function StepRow({ step: { mark, label, event, why, state } }: { step: TimelineStep }): JSX.Element {
  const outcome = event && event.outcome !== 'accepted' ? event.outcome : '';
  const told = stepMarks[mark] || outcome;
  return (
    <li class={`step ${mark} ${outcome}`}>
      {event ? <a href={`#events/${event.id}`}>{visible(label)}</a> : <span>{visible(label)}</span>}
      {told !== '' && <strong>{told}</strong>}
      {event && <time>{timeText(event.firstAt)}</time>}
      {why !== undefined && <span class="why">{visible(why)}</span>}
      {state !== undefined && state !== label && mark === 'fine' && <span class="state">{visible(state)}</span>}
    </li>
  );
}
