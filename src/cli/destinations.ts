import type { Contract } from '../contract/load.ts';
import { deliveryPath } from '../delivery/parameters.ts';
import { http } from '../http-client/node-http.ts';

/** Tells where deliveries go, and what is delivered where several operations are received; and what cannot be received at all. */
export function destinations(all: readonly Contract[], base: string): string[] {
  const places = Map.groupBy(all, deliveryPath);
  const lines = [...places].map(([path, here]) => {
    const what = all.length === 1 ? '' : ` of ${operationNames(here)}`;
    return `deliveries${what} go to ${base}${path}`;
  });
  return [...lines, ...unreceivable(all)];
}

/** Says of which methods no delivery can arrive: OpenAPI 3.2 lets a document name any, and Node's parser knows those that are registered. */
function unreceivable(all: readonly Contract[]): string[] {
  const byMethod = Map.groupBy(all, ({ operation }) => operation.method.toUpperCase());
  const unknown = [...byMethod].filter(([method]) => !http.METHODS.includes(method));
  return unknown.map(
    ([method, of]) => `note: no delivery of ${operationNames(of)} can arrive: Node's server takes no ${method}`,
  );
}

const mostNamed = 5;

function operationNames(contracts: readonly Contract[]): string {
  const names = contracts.slice(0, mostNamed).map(({ operation }) => operation.name);
  const more = contracts.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
