import { decodedSegment } from '../../edge/path-template.ts';
import { userError } from '../../errors.ts';
import { fromPointer, valueAt } from '../../schema/pointer.ts';

/** Holds what runtime expressions speak of: a request and the response to it, both bodies parsed. */
export interface ExpressionContext {
  method: string;
  /** Holds the URL as it was asked for. */
  url: string;
  status: number;
  request: { headers: Record<string, string>; query: URLSearchParams; path: Record<string, string>; body: unknown };
  response: { headers: Record<string, string>; body: unknown };
}

/** Gives the value that an expression stands for; undefined where there is none. */
type Expression = (context: ExpressionContext) => unknown;

export interface ParsedExpression {
  value: Expression;
  /** Says where it reads; undefined for what nobody can write to, such as the method. */
  source: ExpressionSource | undefined;
}

/** Says where an expression reads its value. */
export type ExpressionSource =
  | { side: 'request' | 'response'; in: 'body'; path: string[] }
  | { side: 'request' | 'response'; in: 'header' | 'query' | 'path'; name: string };

/**
 * Reads a runtime expression (OpenAPI 3.1.0, 4.8.20.3), such as `$request.body#/order/url` or `$request.header.x-url`.
 * Throws an input error for anything else.
 */
export function parseExpression(text: string, where: string): ParsedExpression {
  if (text === '$url') return { value: ({ url }) => url, source: undefined };
  if (text === '$method') return { value: ({ method }) => method, source: undefined };
  if (text === '$statusCode') return { value: ({ status }) => status, source: undefined };
  const source = sourceOfExpression(text);
  if (source) return { value: (context) => valueOfSource(context, source), source };
  throw userError('input', `${where}: "${text}" is no runtime expression`, {
    hint: 'They are written such as $request.body#/place, $request.header.name, $request.query.name, $response.body#/id.',
  });
}

function sourceOfExpression(text: string): ExpressionSource | undefined {
  const body = /^\$(request|response)\.body(?:#((?:\/.*)?))?$/s.exec(text);
  const [, side, pointer = ''] = body ?? [];
  if (side === 'request' || side === 'response') return { side, in: 'body', path: fromPointer(pointer) };
  const [, owner, kind, name] = /^\$(request|response)\.(header|query|path)\.(.+)$/s.exec(text) ?? [];
  if (name === undefined || (owner === 'response' && kind !== 'header')) return undefined;
  return { side: owner as 'request' | 'response', in: kind as 'header' | 'query' | 'path', name };
}

function valueOfSource({ request, response }: ExpressionContext, source: ExpressionSource): unknown {
  const { headers, body } = source.side === 'request' ? request : response;
  // Behind a `#` some authors encode a pointer as URLs do.
  if (source.in === 'body') return valueAt(body, source.path) ?? valueAt(body, source.path.map(decodedSegment));
  if (source.in === 'query') return request.query.get(source.name) ?? undefined;
  if (source.in === 'path') return valueAt(request.path, [source.name]);
  const wanted = source.name.toLowerCase();
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Holds a text with expressions in braces. */
export interface ParsedTemplate {
  text: string;
  /** Gives the text with values in place of the expressions; undefined where one of them has none. */
  value: Expression;
  sources: ExpressionSource[];
}

/**
 * Reads a text with expressions in braces, such as `{$request.body#/url}/events`; a text that is an expression may stand
 * without braces. Throws an input error for an expression that is none.
 */
export function parseTemplate(text: string, where: string): ParsedTemplate {
  const pieces = (text.startsWith('$') ? `{${text}}` : text).split(/(\{\$[^{}]*\})/);
  const parsed = pieces.map((piece) => (piece.startsWith('{$') ? parseExpression(piece.slice(1, -1), where) : piece));
  return {
    text,
    sources: parsed.flatMap((piece) => (typeof piece === 'string' || !piece.source ? [] : [piece.source])),
    value: (context) => {
      const values = parsed.map((piece) => (typeof piece === 'string' ? piece : piece.value(context)));
      const given = values.every((value) => typeof value === 'string' || typeof value === 'number');
      return given ? values.join('') : undefined;
    },
  };
}
