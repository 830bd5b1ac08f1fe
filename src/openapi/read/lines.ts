import type * as Yaml from 'yaml';
import { loadPackage } from '../../load-package.ts';
import { fromPointer } from '../../schema/pointer.ts';
import { eventPlaces, type PlaceFinder } from './event-places.ts';

/** Finds the line, counted from 1, of the place that a JSON pointer names, or of what is nearest above it in the text. */
type LineFinder = (pointer: string) => number;

/** Looks lines up in a YAML or JSON text of any length; at the first line, if nobody can read it. */
export function lineFinder(text: string): LineFinder {
  let finder: PlaceFinder | undefined;
  const lineAt = lineCounter(text);
  return (pointer) => {
    finder ??= placesIn(text);
    return lineAt(finder(fromPointer(pointer)));
  };
}

/** Reads by the fast parser what is right; the slow one makes something of what is nearly so. */
function placesIn(text: string): PlaceFinder {
  for (const read of [eventPlaces, nodePlaces])
    try {
      return read(text);
    } catch {
      // The next one may know better.
    }
  return () => 0;
}

/** Makes what counts the lines before an offset: the ends of lines are looked for once. */
function lineCounter(text: string): (offset: number) => number {
  const ends: number[] = [];
  return (offset) => {
    if (ends.length === 0)
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) ends.push(end);
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function nodePlaces(text: string): PlaceFinder {
  const yaml = loadPackage('yaml') as typeof Yaml;
  const document = yaml.parseDocument(text, { logLevel: 'silent' });
  return (path) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const token of path) {
      const found = childOf(yaml.isAlias(node) ? node.resolve(document) : node, token);
      if (!found) break;
      offset = found.offset ?? offset;
      node = found.node;
    }
    return offset;
  };

  /** Finds what a node holds, and where it begins: with its key, if it has one. */
  function childOf(node: unknown, token: string) {
    if (yaml.isSeq(node)) return { offset: startOf(node.items[Number(token)]), node: node.items[Number(token)] };
    if (!yaml.isMap(node)) return undefined;
    const pair = node.items.findLast(({ key }) => yaml.isScalar(key) && String(key.value) === token);
    return pair && { offset: startOf(pair.key), node: pair.value };
  }

  function startOf(node: unknown): number | undefined {
    return yaml.isNode(node) ? node.range?.[0] : undefined;
  }
}
