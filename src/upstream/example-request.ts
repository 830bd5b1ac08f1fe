import { type Carried, carrying } from '../delivery/carried.ts';
import { parameterValue } from '../delivery/parameters.ts';
import type { Header } from '../exchange.ts';
import { isJsonMediaType } from '../openapi/media-types.ts';
import { writtenParameter } from '../openapi/parameter-values.ts';
import type { Parameter } from '../openapi/parameters.ts';
import { isObject, type Json } from '../schema/json.ts';
import { withValueAt } from '../schema/pointer.ts';
import { exampleOf } from '../schema/samples/example.ts';
import type { ExpressionSource } from './callbacks/expressions.ts';
import type { Caller } from './load.ts';

/** Says what goes into the example. */
export interface Wishes {
  receiverUrl: string;
  /** Goes over the body that the schema makes. */
  body?: { [key: string]: Json } | undefined;
  /** Is repeated by each event. */
  metadata?: Json | undefined;
}

/**
 * Makes the least request that an operation takes, with a URL where its callbacks read one; undefined for an operation whose
 * body we do not know. Its body is undefined for one that takes none. Credentials are not in it.
 */
export function exampleRequest({ method, path: template, contract, asked, callbacks }: Caller, wishes: Wishes) {
  const [variant] = contract?.variants ?? [];
  if (!asked || (contract && !variant)) return undefined;
  const type = contract?.body.mediaTypes.find(isJsonMediaType) ?? 'application/json';
  const headers: Header[] = contract ? [['content-type', type]] : [];
  const required = asked.parameters.filter((each) => each.required);
  let carried: Carried[] = [];
  let path = template;
  const setParameter = (place: Parameter['in'], name: string, value: string): void => {
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value));
    else carried.push({ in: place, name, value });
  };
  for (const parameter of required)
    for (const [name, text] of writtenParameter(parameter, parameterValue(parameter, asked) ?? ''))
      setParameter(parameter.in, name, text);
  let body: Json | undefined = variant && exampleOf(variant, 'minimal');
  if (wishes.body && isObject(body)) body = { ...(body as { [key: string]: Json }), ...wishes.body };
  const put = (to: ExpressionSource, value: Json): void => {
    if (to.side !== 'request') return;
    if (to.in === 'body') {
      if (body !== undefined) body = withValueAt(body, to.path, value);
    } else {
      carried = carried.filter(({ in: place, name }) => place !== to.in || name !== to.name);
      setParameter(to.in, to.name, String(value));
    }
  };
  for (const { url } of callbacks) for (const each of url.sources) put(each, wishes.receiverUrl);
  if (wishes.metadata !== undefined) {
    const repeated = callbacks.flatMap(({ echo }) => echo.flatMap(([, expression]) => expression.source ?? []));
    for (const each of repeated) put(each, wishes.metadata);
  }
  const bare = { method: method.toUpperCase(), target: path, headers, body: null };
  return { ...carrying(bare, carried), body };
}
