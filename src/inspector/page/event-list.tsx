import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { otherOutcomes } from '../other-outcomes.ts';
import type { EventRow } from '../views.ts';
import type { ListedRow } from './data/merge.ts';
import type { EventList } from './data/use-events.ts';
import { timeText, visible } from './text.ts';
import { useVirtualRows } from './virtual.ts';

interface ListProps {
  list: EventList;
  selected: number | undefined;
  onSelect(id: number): void;
}

/** Gives the height of a row in pixels: what was wrong has a line of its own below what the event is about. */
function heightOf(row: EventRow): number {
  return row.cause !== undefined && isAbout(row) ? 72 : 52;
}

/** Tells whether there is something to say of what an event is about, or how often it came. */
function isAbout(row: EventRow): boolean {
  return row.identity !== undefined || timesText(row) !== '';
}

/** Says how often an event came, where that is more than once, and what became of others than the best, such as `×2, 1 denied`. */
function timesText(row: EventRow): string {
  return [row.attempts > 1 && `×${row.attempts}`, otherOutcomes(row)].filter(Boolean).join(', ');
}

/** Lists events, the newest first; only what is in sight is drawn. What comes does not move what somebody looks at. */
export function EventsList({ list, selected, onSelect }: ListProps): JSX.Element {
  const { rows, more } = list;
  const box = useRef<HTMLDivElement>(null);
  const { rows: drawn, height, scrollTo } = useVirtualRows(box, rows, heightOf);
  const topmost = useRef<{ id: number | undefined; start: number } | undefined>(undefined);
  const boxTop = useRef<number | undefined>(undefined);
  // Lines that come and go above the list move it, and not what somebody looks at.
  useLayoutEffect(() => {
    const top = box.current?.offsetTop ?? 0;
    if (box.current && box.current.scrollTop > 0) box.current.scrollTop += top - (boxTop.current ?? top);
    boxTop.current = top;
  });
  useLayoutEffect(() => {
    const place = rows.findIndex(({ id }) => id === topmost.current?.id);
    if (box.current && topmost.current && place > 0 && box.current.scrollTop > 0)
      box.current.scrollTop += rowStart(rows, place) - topmost.current.start;
  }, [rows]);
  useLayoutEffect(() => {
    const first = drawn.find(({ end }) => end > (box.current?.scrollTop ?? 0));
    topmost.current = first && { id: rows[first.index]?.id, start: first.start };
  });
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > rows.length - 50) more();
  }, [last, rows.length, more]);
  const place = selected === undefined ? -1 : rows.findIndex(({ id }) => id === selected);
  // It scrolls for a choice, not for what comes in above it.
  useEffect(() => {
    if (place >= 0) scrollTo(place);
  }, [selected]);
  return (
    <div
      class="rows"
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label="Events, the newest first"
      aria-activedescendant={place >= 0 ? `event-${selected}` : undefined}
    >
      <div class="all" role="presentation" style={{ height: `${height}px` }}>
        {drawn.map(({ index, start }) => {
          const row = rows[index];
          return row && <Row key={row.id} {...{ row, index, start, onSelect }} isSelected={row.id === selected} />;
        })}
      </div>
    </div>
  );
}

/** Adds up how high the rows before one are. */
function rowStart(rows: readonly EventRow[], place: number): number {
  let start = 0;
  for (let at = 0; at < place; at++) start += heightOf(rows[at] as EventRow);
  return start;
}

/** Is how long a row stands out after another delivery of its event, in milliseconds, as its style has it. */
const standsOutMs = 3_000;

interface RowProps extends Pick<ListProps, 'onSelect'> {
  row: ListedRow;
  index: number;
  start: number;
  isSelected: boolean;
}

function Row({ row, index, start, isSelected, onSelect }: RowProps): JSX.Element {
  const { id, type, operation, identity, outcome, lastAt, cause, toldAt = 0 } = row;
  const times = timesText(row);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box takes the keys
    <div
      role="option"
      tabIndex={-1}
      id={`event-${id}`}
      class="row"
      aria-selected={isSelected}
      aria-posinset={index + 1}
      aria-setsize={-1}
      style={{ transform: `translateY(${start}px)`, height: `${heightOf(row)}px` }}
      onClick={() => onSelect(id)}
    >
      {Date.now() - toldAt < standsOutMs && <span key={toldAt} class="told" />}
      <span class={`badge ${outcome}`}>{outcome}</span>
      <span class="what">{visible(type ?? operation ?? 'no operation of the contract')}</span>
      <time class="when">{timeText(lastAt)}</time>
      {isAbout(row) && (
        <span class="about">
          {visible(identity ?? '')}
          {times !== '' && <span class="times"> {times}</span>}
        </span>
      )}
      {cause !== undefined && <span class={`cause ${outcome}`}>{visible(cause)}</span>}
    </div>
  );
}
