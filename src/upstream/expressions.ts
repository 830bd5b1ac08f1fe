import type { IncomingHttpHeaders } from 'node:http';
import { userError } from '../errors.ts';
import { fromPointer, valueAt } from '../schema/pointer.ts';

/** What runtime expressions speak of: a request and the answer to it, both bodies parsed. */
export interface Exchanged {
  method: string;
  /** As it was asked for. */
  url: string;
  status: number;
  request: { headers: IncomingHttpHeaders; query: URLSearchParams; path: Record<string, string>; body: unknown };
  response: { headers: Record<string, string>; body: unknown };
}

/** Gives the value that an expression stands for; undefined where there is none. */
export type Expression = (exchanged: Exchanged) => unknown;

export interface ParsedExpression {
  value: Expression;
  /** Where it reads; undefined for what nobody can write to, such as the method. */
  place: Place | undefined;
}

export type Place =
  | { side: 'request' | 'response'; in: 'body'; path: string[] }
  | { side: 'request' | 'response'; in: 'header' | 'query' | 'path'; name: string };

/**
 * A runtime expression of OpenAPI (https://spec.openapis.org/oas/v3.0.3#runtime-expressions), such as
 * `$request.body#/order/url` or `$request.header.x-url`. Throws an input error for anything else.
 */
export function parseExpression(text: string, where: string): ParsedExpression {
  if (text === '$url') return { value: ({ url }) => url, place: undefined };
  if (text === '$method') return { value: ({ method }) => method, place: undefined };
  if (text === '$statusCode') return { value: ({ status }) => status, place: undefined };
  const place = placeOf(text);
  if (place) return { value: (exchanged) => read(exchanged, place), place };
  throw userError('input', `${where}: "${text}" is no runtime expression`, {
    hint: 'They are written such as $request.body#/place, $request.header.name, $request.query.name, $response.body#/id.',
  });
}

function placeOf(text: string): Place | undefined {
  const body = /^\$(request|response)\.body(?:#((?:\/.*)?))?$/s.exec(text);
  const [, side, pointer = ''] = body ?? [];
  if (side === 'request' || side === 'response') return { side, in: 'body', path: fromPointer(pointer) };
  const [, owner, kind, name] = /^\$(request|response)\.(header|query|path)\.(.+)$/s.exec(text) ?? [];
  if (name === undefined || (owner === 'response' && kind !== 'header')) return undefined;
  return { side: owner as 'request' | 'response', in: kind as 'header' | 'query' | 'path', name };
}

function read({ request, response }: Exchanged, place: Place): unknown {
  if (place.in === 'body') return valueAt((place.side === 'request' ? request : response).body, place.path);
  if (place.in === 'query') return request.query.get(place.name) ?? undefined;
  if (place.in === 'path') return valueAt(request.path, [place.name]);
  return headerOf((place.side === 'request' ? request : response).headers, place.name);
}

/**
 * A text with expressions in braces, such as `{$request.body#/url}/events`; a text that is an expression may stand without
 * braces. Its value is undefined when one of them has none. `places` are those that it reads.
 */
export function parseTemplate(text: string, where: string): { value: Expression; places: Place[] } {
  if (text.startsWith('$')) return parseTemplate(`{${text}}`, where);
  const pieces = text.split(/(\{\$[^{}]*\})/);
  const parsed = pieces.map((piece) => (piece.startsWith('{$') ? parseExpression(piece.slice(1, -1), where) : piece));
  return {
    places: parsed.flatMap((piece) => (typeof piece === 'string' || !piece.place ? [] : [piece.place])),
    value: (exchanged) => {
      const values = parsed.map((piece) => (typeof piece === 'string' ? piece : piece.value(exchanged)));
      const given = values.every((value) => typeof value === 'string' || typeof value === 'number');
      return given ? values.join('') : undefined;
    },
  };
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([each]) => each.toLowerCase() === name.toLowerCase()) ?? [];
  return value === undefined ? undefined : [value].flat().join(', ');
}
