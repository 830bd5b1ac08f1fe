import { createRequire } from 'node:module';
import type * as JsonP3 from 'json-p3';
import { messageOf, userError } from '../errors.ts';
import { isObject } from '../schema/json.ts';
import { valueAt, withValueAt } from '../schema/pointer.ts';
import { readText } from './fetch.ts';
import { parseObject } from './parse.ts';
import type { OpenApiDocument } from './read.ts';

const require = createRequire(import.meta.url);

/** OpenAPI Overlay 1.0.0, https://spec.openapis.org/overlay/v1.0.0.html */
export interface Overlay {
  overlay: string;
  info: { title: string; version: string };
  actions: OverlayAction[];
}

export interface OverlayAction {
  /** JSONPath, RFC 9535. */
  target: string;
  description?: string;
  update?: unknown;
  remove?: boolean;
}

/** Reads and checks an overlay file. */
export async function readOverlay(source: string): Promise<Overlay> {
  const data = parseObject(await readText(source), source);
  if (typeof data.overlay !== 'string' || !data.overlay.startsWith('1.')) {
    throw userError('input', `${source}:1: not an OpenAPI Overlay 1.x: it has no "overlay" version`);
  }
  if (!Array.isArray(data.actions) || data.actions.length === 0) {
    throw userError('input', `${source}: an overlay needs a list of actions`);
  }
  data.actions.forEach((action, index) => {
    if (!isObject(action) || typeof action.target !== 'string') {
      throw userError('input', `${source}: /actions/${index} has no target`);
    }
  });
  // Just looked at, one action after the other.
  return data as unknown as Overlay;
}

/** What an overlay did: the changed document, and the actions that selected nothing. */
export interface Overlaid {
  document: OpenApiDocument;
  unmatched: OverlayAction[];
}

/** Applies the actions in order. Throws an input error for a target that is no JSONPath. */
export function applyOverlay(
  document: OpenApiDocument,
  overlay: Pick<Overlay, 'actions'>,
  source = 'overlay',
): Overlaid {
  const unmatched: OverlayAction[] = [];
  let result = document;
  overlay.actions.forEach((action, index) => {
    const places = select(result, action.target, `${source}: /actions/${index}/target`);
    if (places.length === 0) unmatched.push(action);
    // From the last place to the first, so that removing array items does not move those still to come.
    for (const place of places.reverse()) result = act(result, place, action);
  });
  return { document: result, unmatched };
}

function select(document: unknown, target: string, where: string): (string | number)[][] {
  const { jsonpath } = require('json-p3') as typeof JsonP3;
  try {
    return [...jsonpath.query(target, document as never)].map((node) => node.location);
  } catch (cause) {
    throw userError('input', `${where}: ${messageOf(cause)}`, { cause });
  }
}

function act(document: OpenApiDocument, place: (string | number)[], action: OverlayAction): OpenApiDocument {
  if (action.remove) return withValueAt(document, place, undefined);
  if (action.update === undefined) return document;
  return withValueAt(document, place, merge(valueAt(document, place), action.update));
}

/** Objects merge key by key; into a list an update is appended; anything else is replaced. */
function merge(target: unknown, update: unknown): unknown {
  if (Array.isArray(target)) return [...target, ...(Array.isArray(update) ? update : [update])];
  if (!isObject(target) || !isObject(update)) return update;
  const added = Object.entries(update).map(([key, value]) => {
    return [key, Object.hasOwn(target, key) ? merge(target[key], value) : value] as const;
  });
  return Object.fromEntries([...Object.entries(target), ...added]);
}
