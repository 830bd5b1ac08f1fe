import type { Contract } from '../contract/load.ts';
import { deliveryPath } from '../delivery/parameters.ts';

/** Tells where deliveries go, and what is delivered where several operations are received. */
export function destinations(all: readonly Contract[], base: string): string[] {
  const places = Map.groupBy(all, deliveryPath);
  return [...places].map(([path, here]) => {
    const names = here.slice(0, mostNamed).map(({ operation }) => operation.name);
    const more = here.length - names.length;
    const what = all.length === 1 ? '' : ` of ${[...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`;
    return `deliveries${what} go to ${base}${path}`;
  });
}

const mostNamed = 5;
