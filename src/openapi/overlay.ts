import type * as JsonP3 from 'json-p3';
import { messageOf, userError } from '../errors.ts';
import { loadPackage } from '../load-package.ts';
import { isObject, mapValues, sameJson } from '../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../schema/pointer.ts';
import { readText } from './read/fetch.ts';
import { parseObject } from './read/parse.ts';
import type { OpenApiDocument } from './read/read.ts';
import { resolveReferences } from './resolve.ts';

/** Holds an OpenAPI Overlay, https://spec.openapis.org/overlay/v1.1.0.html; 1.0 is the same without `copy`. */
export interface Overlay {
  overlay: string;
  info: { title: string; version: string };
  actions: OverlayAction[];
}

interface OverlayAction {
  /** Selects by JSONPath (RFC 9535). */
  target: string;
  description?: string;
  update?: unknown;
  /** Selects, by JSONPath, the one value that is merged into the targets. */
  copy?: string;
  remove?: boolean;
}

/** Reads and checks an overlay file. Throws an input error that names the action or the key that is wrong. */
export async function readOverlay(source: string): Promise<Overlay> {
  const data = parseObject(await readText(source), source);
  if (typeof data.overlay !== 'string' || !/^1\.\d+\.\d+(-.+)?$/.test(data.overlay)) {
    const fault =
      data.overlay === undefined ? 'it has no "overlay" version' : '"overlay" is no version such as "1.1.0"';
    throw userError('input', `${source}:1: not an OpenAPI Overlay 1.x: ${fault}`);
  }
  if (!Array.isArray(data.actions) || data.actions.length === 0) {
    throw userError('input', `${source}: an overlay needs a list of actions`);
  }
  for (const [index, action] of data.actions.entries()) {
    const twin = data.actions.slice(0, index).findIndex((each) => sameJson(each, action));
    const fault = actionFault(action, data.overlay) ?? (twin < 0 ? undefined : `is the same as /actions/${twin}`);
    if (fault) throw userError('input', `${source}: /actions/${index} ${fault}`);
  }
  const fault = overlayFault(data);
  if (fault) throw userError('input', `${source}: ${fault}`);
  // Each action was looked at.
  return data as unknown as Overlay;
}

/** Finds what is wrong with an overlay beside its version and its actions (Overlay 1.1.0, 4.4.1 and 4.4.2). */
function overlayFault({ info, ...overlay }: Record<string, unknown>): string | undefined {
  const known = ['overlay', 'info', 'extends', 'actions'];
  const unknown = Object.keys(overlay).find((key) => !known.includes(key) && !key.startsWith('x-'));
  if (unknown !== undefined) return `has the unknown key "${unknown}"; known are ${known.join(', ')}`;
  if (!isObject(info)) return 'an overlay needs an "info" with a title and a version';
  const missing = ['title', 'version'].find((key) => typeof info[key] !== 'string');
  if (missing !== undefined) return `/info needs a ${missing} that is a text`;
  if (!isTextOrAbsent(info.description)) return '/info/description must be a text';
  return isTextOrAbsent(overlay.extends) ? undefined : '/extends must be a text, the address of a document';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function actionFault(action: unknown, version: string): string | undefined {
  if (!isObject(action) || typeof action.target !== 'string') return 'has no target';
  if (!action.target.startsWith('$'))
    return `has the target "${action.target}", which is no JSONPath: that begins with $`;
  const known = ['target', 'description', 'update', 'remove', ...(version.startsWith('1.0') ? [] : ['copy'])];
  const unknown = Object.keys(action).find((key) => !known.includes(key) && !key.startsWith('x-'));
  if (unknown === 'copy') return 'has the key "copy", which needs "overlay: 1.1.0"';
  if (unknown !== undefined) return `has the unknown key "${unknown}"; known are ${known.join(', ')}`;
  if (!isTextOrAbsent(action.description)) return 'has a "description" that is no text';
  if (!isTextOrAbsent(action.copy)) return 'has a "copy" that is no JSONPath';
  if (action.remove !== undefined && typeof action.remove !== 'boolean')
    return 'has a "remove" that is neither true nor false';
  if (action.remove && action.target.trim() === '$') return 'would remove the whole document';
  return action.copy !== undefined && action.update !== undefined ? 'has both "update" and "copy"' : undefined;
}

/**
 * Applies the actions in order, and lists those that select nothing. Throws an input error for a target that is no JSONPath,
 * for a `copy` that selects no single value, and, from 1.1 on, for values that cannot be merged.
 */
export function applyOverlay(
  document: OpenApiDocument,
  overlay: Pick<Overlay, 'actions'> & Partial<Overlay>,
  source = 'overlay',
): { document: OpenApiDocument; unmatched: OverlayAction[] } {
  const unmatched: OverlayAction[] = [];
  // One that does not say its version is read as one of 1.0.
  const strict = overlay.overlay !== undefined && !overlay.overlay.startsWith('1.0');
  let result = document;
  overlay.actions.forEach((action, index) => {
    const where = `${source}: /actions/${index}`;
    const paths = select(result, action.target, `${where}/target`);
    if (paths.length === 0) unmatched.push(action);
    const update = paths.length > 0 && action.copy !== undefined ? copied(result, action.copy, where) : action.update;
    const targets = paths.map((path) => valueAt(result, path));
    if (strict && !action.remove && update !== undefined) checkTargets(targets, update, where);
    // From the last place to the first, so that removing array items does not move those still to come.
    for (const path of paths.reverse()) {
      if (action.remove) result = withValueAt(result, path, undefined);
      else if (update !== undefined) result = withValueAt(result, path, merge(valueAt(result, path), update));
    }
  });
  return { document: result, unmatched };
}

/** Applies overlay files, and resolves the references that they bring; `notes` tell of actions that match nothing. */
export async function overlayDocument(
  document: OpenApiDocument,
  files: readonly string[],
  source: string,
): Promise<{ document: OpenApiDocument; notes: string[] }> {
  const notes: string[] = [];
  let result = document;
  for (const file of files) {
    const applied = applyOverlay(result, await readOverlay(file), file);
    for (const { target } of applied.unmatched) notes.push(`overlay ${file}: nothing matches ${target}`);
    result = applied.document;
  }
  return { document: result === document ? document : resolveReferences(result, { source }), notes };
}

function select(document: unknown, target: string, where: string): (string | number)[][] {
  const { jsonpath } = loadPackage('json-p3') as typeof JsonP3;
  try {
    return [...jsonpath.query(target, document as never)].map((node) => node.location);
  } catch (cause) {
    throw userError('input', `${where}: ${messageOf(cause)}`, { cause });
  }
}

function copied(document: OpenApiDocument, path: string, where: string): unknown {
  const [found, another] = select(document, path, `${where}/copy`);
  if (found && !another) return valueAt(document, found);
  throw userError('input', `${where}/copy: ${path} must select one value, and selects ${found ? 'several' : 'none'}`);
}

/** Refuses what 1.1 calls incompatible: targets of several kinds, and values that no target of the kind takes. */
function checkTargets(targets: readonly unknown[], update: unknown, where: string): void {
  const kinds = new Set(targets.map(jsonKind));
  if (kinds.size > 1) throw userError('input', `${where}: its targets are of several kinds: ${[...kinds].join(', ')}`);
  for (const target of targets) {
    const fault = Array.isArray(target) ? undefined : mismatch(target, update, '');
    if (fault !== undefined) throw userError('input', `${where}: ${fault}`);
  }
}

function mismatch(target: unknown, update: unknown, path: string): string | undefined {
  const [own, other] = [jsonKind(target), jsonKind(update)];
  if (own !== other) return `${other} cannot be merged into ${own}${path && ` at ${path}`}`;
  if (!isObject(target) || !isObject(update)) return undefined;
  const shared = Object.keys(update).filter((key) => Object.hasOwn(target, key));
  return shared
    .map((key) => mismatch(target[key], update[key], path + toPointer([key])))
    .find((fault) => fault !== undefined);
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : 'a primitive value';
}

/** Objects merge key by key; into a list an update is appended; anything else is replaced. */
function merge(target: unknown, update: unknown): unknown {
  if (Array.isArray(target)) return target.concat(update);
  if (!isObject(target) || !isObject(update)) return update;
  const added = mapValues(update, (value, key) => (Object.hasOwn(target, key) ? merge(target[key], value) : value));
  return { ...target, ...added };
}
