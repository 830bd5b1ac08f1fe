import { parseJson } from '../schema/json.ts';
import { lineSplitter } from './line-splitter.ts';
import type { Splitter } from './piece.ts';
import { valueSplitter } from './value-splitter.ts';

/** Bounds how much of a recording is looked at to tell its form. */
export const sniffedBytes = 1024 * 1024;

/** Chooses lines or values by the file's name, else by its first two lines. Undefined for what cannot be JSON at all. */
export function splitterFor(name: string, head: Buffer): Splitter | undefined {
  if (/\.((nd|l)json|jsonl)(\.gz)?$/i.test(name)) return lineSplitter();
  const text = head.toString('utf8').trimStart();
  if (text === '') return lineSplitter();
  if (!/^[[{"\-\dtfn]/.test(text)) return undefined;
  const [first = '', second = ''] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return isEventLine(first.trimEnd(), second) ? lineSplitter() : valueSplitter();
}

/** Tells whether a line stands for itself: it is JSON and another follows, or it is broken and the next one starts afresh. */
function isEventLine(first: string, second: string): boolean {
  if (second === '') return false;
  if (parseJson(first) !== undefined) return !/^[\]},:]/.test(second.trimStart());
  return first.startsWith('{') && second.startsWith('{') && !/[:,[{]$/.test(first);
}
