import type { Header } from '../exchange.ts';
import { isJsonMediaType } from '../openapi/media-types.ts';
import { declaredParameters } from '../openapi/parameters.ts';
import { isObject, type Json } from '../schema/json.ts';
import { withValueAt } from '../schema/pointer.ts';
import { exampleOf } from '../schema/samples/example.ts';
import { sample } from '../schema/samples/sample.ts';
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
 * body we do not know. Credentials are not in it.
 */
export function exampleRequest({ method, contract, callbacks }: Caller, wishes: Wishes) {
  const [variant] = contract?.variants ?? [];
  if (!contract || !variant) return undefined;
  const { operation, document, body: declared } = contract;
  const headers: Header[] = [['content-type', declared.mediaTypes.find(isJsonMediaType) ?? 'application/json']];
  const query = new URLSearchParams();
  let { path } = operation;
  const setParameter = (to: { in: string; name: string }, value: string): void => {
    if (to.in === 'path') path = path.replace(`{${to.name}}`, encodeURIComponent(value));
    if (to.in === 'query') query.set(to.name, value);
    if (to.in === 'header') headers.push([to.name, value]);
  };
  for (const { required, example, schema, ...parameter } of declaredParameters(document, operation))
    if (required) setParameter(parameter, String(example ?? sample(schema, { extent: 'minimal' })));
  let body = exampleOf(variant, 'minimal');
  if (wishes.body && isObject(body)) body = { ...(body as { [key: string]: Json }), ...wishes.body };
  const put = (to: ExpressionSource, value: Json): void => {
    if (to.side !== 'request') return;
    if (to.in === 'body') body = withValueAt(body, to.path, value);
    else setParameter(to, String(value));
  };
  for (const { url } of callbacks) for (const each of url.sources) put(each, wishes.receiverUrl);
  if (wishes.metadata !== undefined) {
    const repeated = callbacks.flatMap(({ echo }) => echo.flatMap(([, expression]) => expression.source ?? []));
    for (const each of repeated) put(each, wishes.metadata);
  }
  return { method: method.toUpperCase(), target: path + (query.size > 0 ? `?${query}` : ''), headers, body };
}
