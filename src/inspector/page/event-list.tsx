import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { EventRow } from '../views.ts';
import type { EventList } from './data/use-events.ts';
import { timeText, visible } from './text.ts';
import { useVirtualRows } from './virtual.ts';

interface ListProps {
  list: EventList;
  selected: number | undefined;
  onSelect(id: number): void;
}

/** Is the height of a row in pixels; the style has the same. */
const rowHeight = 52;

/** Lists events, the newest first; only what is in sight is drawn. What comes does not move what somebody looks at. */
export function EventsList({ list, selected, onSelect }: ListProps): JSX.Element {
  const { rows, more } = list;
  const box = useRef<HTMLDivElement>(null);
  const { rows: drawn, height, scrollTo } = useVirtualRows(box, rows.length, rowHeight);
  const newest = useRef(rows[0]?.id);
  useLayoutEffect(() => {
    const added = rows.findIndex(({ id }) => id === newest.current);
    newest.current = rows[0]?.id;
    if (box.current && added > 0 && box.current.scrollTop > 0) box.current.scrollTop += added * rowHeight;
  }, [rows]);
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

interface RowProps extends Pick<ListProps, 'onSelect'> {
  row: EventRow;
  index: number;
  start: number;
  isSelected: boolean;
}

function Row({ row, index, start, isSelected, onSelect }: RowProps): JSX.Element {
  const { id, type, operation, identity, outcome, lastAt, attempts } = row;
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
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => onSelect(id)}
    >
      <span class={`badge ${outcome}`}>{outcome}</span>
      <span class="what">{visible(type ?? operation ?? 'no operation of the contract')}</span>
      <time class="when">{timeText(lastAt)}</time>
      <span class="about">
        {visible(identity ?? '')}
        {attempts > 1 && <span class="times"> ×{attempts}</span>}
      </span>
    </div>
  );
}
