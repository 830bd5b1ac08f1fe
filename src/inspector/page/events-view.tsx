import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Overview } from '../views.ts';
import { DeliveredAgain } from './again.tsx';
import type { Filter } from './data/api.ts';
import type { EventList } from './data/use-events.ts';
import { Details } from './details/details.tsx';
import { EventsList } from './event-list.tsx';
import { Fault } from './fault.tsx';
import { Filters } from './filters.tsx';
import { Others } from './others.tsx';
import { useKeys } from './use-keys.ts';
import { Legend } from './verdicts.tsx';

interface ViewProps {
  overview: Overview;
  list: EventList;
  filter: Filter;
  setFilter(filter: Filter): void;
  /** Is the id of the event that is shown beside the list. */
  selected: number | undefined;
  /** Changes where the journal can be read again. */
  recoveries: number;
}

/** Shows the list of events, and beside it the one that is chosen. */
export function EventsView({ overview, list, filter, setFilter, selected, recoveries }: ViewProps): JSX.Element {
  const details = useRef<HTMLElement>(null);
  const { rows } = list;
  const select = useSelection(rows, selected, details);
  return (
    <main class={selected === undefined ? 'events' : 'events chosen'}>
      <div class="master">
        <Filters {...{ overview, filter, setFilter }} />
        <Legend role={overview.role} />
        <Others overview={overview} />
        <Fault text={list.fault} />
        <DeliveredAgain again={list.again} />
        {rows.length > 0 && <EventsList list={list} selected={selected} onSelect={select} />}
        {rows.length === 0 && list.isComplete && <p class="nothing">No event is like that.</p>}
      </div>
      {selected === undefined ? (
        <Hint />
      ) : (
        <article class="details" ref={details} tabIndex={-1} aria-label="The event">
          <button type="button" class="back" onClick={() => select(undefined)}>
            Back to the list
          </button>
          <Details
            key={selected}
            id={selected}
            attempts={rows.find(({ id }) => id === selected)?.attempts ?? 0}
            {...{ recoveries, overview }}
          />
        </article>
      )}
    </main>
  );
}

type Select = (id: number | undefined) => void;

/** Lets keys go through the rows; gives what chooses one, which the address then names. */
function useSelection(
  rows: EventList['rows'],
  selected: number | undefined,
  details: RefObject<HTMLElement | null>,
): Select {
  // The address follows a little later than a key that is held down.
  const current = useRef(selected);
  current.current = selected;
  const select: Select = (id) => {
    current.current = id;
    location.hash = id === undefined ? '#events' : `#events/${id}`;
  };
  useKeys({
    onMove(by) {
      const place = rows.findIndex(({ id }) => id === current.current);
      const next = rows[place < 0 ? 0 : Math.min(Math.max(place + by, 0), rows.length - 1)];
      if (next) select(next.id);
    },
    onOpen: () => details.current?.focus(),
    onLeave: () => select(undefined),
  });
  useEffect(() => {
    if (selected !== undefined) details.current?.scrollTo(0, 0);
  }, [selected]);
  return select;
}

function Hint(): JSX.Element {
  return (
    <p class="details hint">
      Choose an event to see what it is and what was wrong with it. <kbd>j</kbd> and <kbd>k</kbd> go through the list,{' '}
      <kbd>Enter</kbd> opens, <kbd>/</kbd> searches, <kbd>Esc</kbd> leaves.
    </p>
  );
}
