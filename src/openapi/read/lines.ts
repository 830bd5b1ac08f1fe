import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { fromPointer } from '../../schema/pointer.ts';

const require = createRequire(import.meta.url);

/** Finds the line, counted from 1, of the place that a JSON pointer names, or of what is nearest above it in the text. */
export type LineFinder = (pointer: string) => number;

/** Limits the text, in characters, in which lines are looked up: to parse a longer one with all places takes seconds. */
const longestText = 1024 * 1024;

/** Looks lines up in a YAML or JSON text; at the first line, if need be. */
export function lineFinder(text: string): LineFinder {
  if (text.length > longestText) return () => 1;
  const yaml = require('yaml') as typeof Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  return (pointer) => {
    let node: unknown = document.contents;
    let offset = startOf(node) ?? 0;
    for (const token of fromPointer(pointer)) {
      const found = childOf(yaml.isAlias(node) ? node.resolve(document) : node, token);
      if (!found) break;
      offset = found.offset ?? offset;
      node = found.node;
    }
    return Math.max(lines.linePos(offset).line, 1);
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
