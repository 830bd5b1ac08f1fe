import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** Says which rows of a long list are to be drawn, and scrolls it. */
interface VirtualRows {
  rows: VirtualItem[];
  height: number;
  scrollTo(index: number): void;
}

/** Follows how a list is scrolled; what each of its rows holds says how high that is, in pixels. */
export function useVirtualRows<Row>(
  list: RefObject<HTMLElement | null>,
  shown: readonly Row[],
  heightOf: (row: Row) => number,
): VirtualRows {
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const options = {
    count: shown.length,
    getScrollElement: () => list.current,
    estimateSize: (index: number) => heightOf(shown[index] as Row),
    overscan: 8,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, shown]);
  return {
    rows: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}
