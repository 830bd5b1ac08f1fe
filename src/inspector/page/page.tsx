import './page.css';
import { type JSX, render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Overview } from '../views.ts';
import { Coverage } from './coverage.tsx';
import { isOpen, noFilter, readOverview, unreadable } from './data/api.ts';
import { followLive, type LiveState } from './data/live.ts';
import { type EventList, useEvents } from './data/use-events.ts';
import { askAgainMs, useJournal } from './data/use-journal.ts';
import { EventsView } from './events-view.tsx';
import { Fault, Unreadable } from './fault.tsx';
import { type Route, useRoute } from './route.ts';
import { Start } from './start.tsx';
import { count, visible } from './text.ts';
import { Timelines } from './timelines.tsx';

/** Is how long what came may wait before views that ask the server for it are shown anew. */
const settleMs = 1_000;

function Page({ overview }: { overview: Overview }): JSX.Element {
  const route = useRoute();
  const [filter, setFilter] = useState(noFilter);
  const list = useEvents(filter, overview.newest);
  const { state, version, deliveries, isReadable, recoveries } = useLive(overview, list);
  const isEmpty = list.isComplete === true && list.rows.length === 0 && isOpen(filter) && deliveries === 0;
  const selected = route.view === 'events' && /^\d+$/.test(route.of ?? '') ? Number(route.of) : undefined;
  return (
    <>
      <Head overview={overview} route={route} state={state} deliveries={deliveries} />
      {!isReadable && <Unreadable />}
      {isEmpty && <Start overview={overview} />}
      {!isEmpty && route.view === 'events' && (
        <EventsView {...{ overview, list, filter, setFilter, selected, recoveries }} />
      )}
      {!isEmpty && route.view === 'timelines' && <Timelines {...{ overview, version }} identity={route.of} />}
      {!isEmpty && route.view === 'coverage' && <Coverage {...{ overview, version }} />}
    </>
  );
}

/** Follows what comes: counts it, hands it to the list, and says now and then that there is something new. */
function useLive(overview: Overview, list: EventList) {
  const [state, setState] = useState<LiveState>('connecting');
  const [version, setVersion] = useState(0);
  const [deliveries, setDeliveries] = useState(overview.attempts);
  const current = useRef(list);
  current.current = list;
  const journal = useJournal(({ attempts }) => {
    if (current.current.fault !== undefined) current.current.reload();
    setDeliveries(attempts);
    setVersion((before) => before + 1);
  });
  useEffect(() => {
    let timer = 0;
    const changed = (): void => {
      timer ||= window.setTimeout(() => {
        timer = 0;
        setVersion((before) => before + 1);
      }, settleMs);
    };
    const leave = followLive(overview.last, {
      onAttempts(attempts) {
        current.current.add(attempts);
        setDeliveries((before) => before + attempts.length);
        changed();
      },
      onPartial() {
        current.current.reload();
        readOverview().then(
          ({ attempts }) => setDeliveries(attempts),
          () => {},
        );
        changed();
      },
      onState: setState,
      onReadable: (isReadable) => isReadable || journal.lose(),
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [overview.last]);
  return { state, version, deliveries, ...journal };
}

interface HeadProps {
  overview: Overview;
  route: Route;
  state: LiveState;
  deliveries: number;
}

const views = [
  ['events', 'Events'],
  ['timelines', 'Timelines'],
  ['coverage', 'Coverage'],
] as const;

function Head({ overview, route, state, deliveries }: HeadProps): JSX.Element {
  return (
    <header>
      <h1>
        hookproof <span class="faint">{visible(overview.title)}</span>
      </h1>
      <nav aria-label="Views">
        {views.map(([view, name]) => (
          <a href={`#${view}`} aria-current={route.view === view ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <p class="state">
        {count(deliveries, 'delivery', 'deliveries')} <span class={state}>{state}</span>
      </p>
    </header>
  );
}

const place = document.getElementById('page');

/** Draws the page once it is known what it is of; until then why that is not known. */
function begin(on: HTMLElement): void {
  readOverview().then(
    (overview) => {
      render(<Page overview={overview} />, on);
      if (!overview.hasAllTypes) completeTypes(overview, on);
    },
    (error: Error) => {
      render(error.message === unreadable ? <Unreadable /> : <Fault text={error.message} />, on);
      setTimeout(() => begin(on), askAgainMs);
    },
  );
}

/** Asks again until the types of all operations are known; what else the page shows goes on from where it was drawn first. */
function completeTypes(overview: Overview, on: HTMLElement): void {
  const again = ({ operations, hasAllTypes } = overview): void => {
    render(<Page overview={{ ...overview, operations }} />, on);
    if (!hasAllTypes) completeTypes(overview, on);
  };
  setTimeout(() => readOverview().then(again, () => again()), askAgainMs);
}

if (place) begin(place);
