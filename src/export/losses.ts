/** Collects what a schema in another dialect cannot say. */
export interface Losses {
  /** Takes note of a keyword that says less, or nothing, at a place. */
  add(what: string, at: string): void;
  /** Gives one sentence for each kind. */
  list(): string[];
}

/** Makes an empty collection. */
export function newLosses(): Losses {
  const places = new Map<string, string[]>();
  return {
    add: (what, at) => void places.set(what, [...(places.get(what) ?? []), at]),
    list: () =>
      [...places].map(([what, [first = '', ...others]]) => {
        const also = others.length === 0 ? '' : `, and in ${others.length} more place${others.length === 1 ? '' : 's'}`;
        return `${what} (at ${first || 'the root'}${also})`;
      }),
  };
}
