import { userError } from '../../errors.ts';
import { httpMethods } from '../../openapi/keywords.ts';
import { operationsWithBody } from '../../openapi/operations.ts';
import type { OpenApiDocument } from '../../openapi/read.ts';
import { followReferences, nodeAt } from '../../openapi/resolve.ts';
import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import {
  type Expression,
  type ParsedExpression,
  type ParsedTemplate,
  parseExpression,
  parseTemplate,
} from './expressions.ts';

/** Holds a callback as a document declares it. */
export interface DeclaredCallback {
  name: string;
  url: ParsedTemplate;
  /** Holds the path item that describes what is sent there. */
  item: Record<string, unknown>;
  /** Holds the path that the item was referred to by; undefined for one that stands in the callback alone. */
  path: string | undefined;
  /** Says what each event repeats, by the pointer of its place in the event. */
  echo: (readonly [pointer: string, expression: ParsedExpression])[];
}

/** Holds an operation that calls back. */
export interface DeclaredCaller {
  method: string;
  path: string;
  callbacks: DeclaredCallback[];
  /** Holds the operation as it is written. */
  node: Record<string, unknown>;
  /** Holds the number whose last digits choose a scenario. */
  digits: ParsedExpression | undefined;
}

/** Holds an operation that ends a call from outside. */
export interface DeclaredEnder {
  method: string;
  path: string;
  id: Expression;
}

/** Names where the author may say what each event repeats, by its pointer: `{ /order/id: $response.body#/id }`. */
const echoExtension = 'x-hookproof-echo';
const digitsExtension = 'x-hookproof-scenario-digits';
const endsExtension = 'x-hookproof-ends';

/** Finds the operations of a document that call back. Throws an input error for an expression that is none. */
export function declaredCallers(document: OpenApiDocument): DeclaredCaller[] {
  return pathOperations(document).flatMap(({ method, path, node, where }) => {
    const callbacks = Object.entries(isObject(node.callbacks) ? node.callbacks : {}).flatMap(([name, value]) =>
      declaredCallbacks(document, { name, value, where: `${where}/callbacks/${name}` }),
    );
    const digits = node[digitsExtension];
    const chosen = typeof digits === 'string' ? parseExpression(digits, `${where}/${digitsExtension}`) : undefined;
    return callbacks.length > 0 ? [{ method, path, node, callbacks, digits: chosen }] : [];
  });
}

/** Finds the operations of a document that end a call. Throws an input error for an expression that is none. */
export function declaredEnders(document: OpenApiDocument): DeclaredEnder[] {
  return pathOperations(document).flatMap(({ method, path, node, where }) => {
    const id = node[endsExtension];
    return typeof id === 'string' ? [{ method, path, id: parseExpression(id, `${where}/${endsExtension}`).value }] : [];
  });
}

/** Lists all operations of the paths of a document, and how errors name them. */
export function pathOperations(document: OpenApiDocument) {
  return Object.keys(document.paths ?? {}).flatMap((path) => {
    const item = nodeAt(document, ['paths', path]).value;
    return httpMethods.flatMap((method) => {
      const node = isObject(item) ? item[method] : undefined;
      return isObject(node) ? [{ method, path, node, where: `${method.toUpperCase()} ${path}` }] : [];
    });
  });
}

/** Reads a callback: its keys are URLs with expressions in them; what takes no body cannot carry events. */
function declaredCallbacks(
  document: OpenApiDocument,
  { name, value, where }: { name: string; value: unknown; where: string },
): DeclaredCallback[] {
  const callback = followReferences(document, { path: [], value }).value;
  return Object.entries(isObject(callback) ? callback : {}).flatMap(([key, given]) => {
    if (key.startsWith('x-')) return [];
    const { value: item, path: location } = followReferences(document, { path: [], value: given });
    const [operation] = isObject(item) ? operationsWithBody({ ...document, paths: { '/': item }, webhooks: {} }) : [];
    if (!isObject(item) || !operation) return [];
    const repeated = valueAt(item, [operation.method, echoExtension]) ?? valueAt(callback, [echoExtension]);
    const echo = echoOf(repeated, `${where}/${echoExtension}`);
    const [root, path] = location;
    return [{ name, url: parseTemplate(key, where), item, path: root === 'paths' ? path : undefined, echo }];
  });
}

function echoOf(value: unknown, where: string): DeclaredCallback['echo'] {
  if (value === undefined) return [];
  if (!isObject(value)) throw userError('input', `${where}: it must name an expression for each place in an event`);
  return Object.entries(value).map(([pointer, expression]) => {
    if (pointer.startsWith('/') && typeof expression === 'string')
      return [pointer, parseExpression(expression, where)] as const;
    throw userError('input', `${where}: "${pointer}" must be a JSON pointer, with an expression beside it`);
  });
}
