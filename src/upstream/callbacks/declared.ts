import { userError } from '../../errors.ts';
import { callbackOperations, type DocumentOperation, listOperations, takesBody } from '../../openapi/operations.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { nodeAt } from '../../openapi/resolve.ts';
import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import { type ParsedExpression, type ParsedTemplate, parseExpression, parseTemplate } from './expressions.ts';

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
export interface DeclaredCaller extends Pick<DocumentOperation, 'method' | 'path' | 'location' | 'node'> {
  callbacks: DeclaredCallback[];
  /** Holds the number whose last digits choose a scenario. */
  digits: ParsedExpression | undefined;
}

/** Holds an operation that ends a call from outside. */
export type DeclaredEnder = Pick<DocumentOperation, 'method' | 'path'> & { id: ParsedExpression };

/** Names where the author may say what each event repeats, by its pointer: `{ /order/id: $response.body#/id }`. */
const echoExtension = 'x-hookproof-echo';
const digitsExtension = 'x-hookproof-scenario-digits';
const endsExtension = 'x-hookproof-ends';

/** Finds the operations of a document that call back. Throws an input error for an expression that is none. */
export function declaredCallers(document: OpenApiDocument): DeclaredCaller[] {
  return pathOperations(document).flatMap((operation) => {
    const { method, path, location, node } = operation;
    const digits = extensionOf(operation, digitsExtension);
    const callbacks = declaredCallbacks(document, operation);
    return callbacks.length > 0 ? [{ method, path, location, node, callbacks, digits }] : [];
  });
}

/** Finds the operations of a document that end a call. Throws an input error for an expression that is none. */
export function declaredEnders(document: OpenApiDocument): DeclaredEnder[] {
  return pathOperations(document).flatMap((operation) => {
    const id = extensionOf(operation, endsExtension);
    return id ? [{ method: operation.method, path: operation.path, id }] : [];
  });
}

function extensionOf(operation: DocumentOperation, name: string): ParsedExpression | undefined {
  const text = operation.node[name];
  return typeof text === 'string' ? parseExpression(text, `${operationLabel(operation)}/${name}`) : undefined;
}

/** Lists the operations of the paths of a document. */
export function pathOperations(document: OpenApiDocument): DocumentOperation[] {
  return listOperations(document).filter(({ group }) => group === 'paths');
}

/** Reads the callbacks of an operation; what takes no body cannot carry events. */
function declaredCallbacks(document: OpenApiDocument, caller: DocumentOperation): DeclaredCallback[] {
  const sending = callbackOperations(document, caller).filter(takesBody);
  // Of a path item with several methods the first one is obeyed.
  const firsts = sending.filter((each, at) => sending.findIndex(({ item }) => item === each.item) === at);
  return firsts.map(({ name, item, node, location, callback }) => {
    const where = `${operationLabel(caller)}/callbacks/${name}`;
    const around = nodeAt(document, [...caller.location, 'callbacks', name]).value;
    const echo = echoOf(node[echoExtension] ?? valueAt(around, [echoExtension]), `${where}/${echoExtension}`);
    const url = parseTemplate(callback?.expression ?? '', where);
    // What stands in the callback alone stands deeper in the paths.
    const path = location[0] === 'paths' && location.length === 3 ? location[1] : undefined;
    return { name, url, item, path, echo };
  });
}

function operationLabel({ method, path }: DocumentOperation): string {
  return `${method.toUpperCase()} ${path}`;
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
