import { shortened, visible, visibleLine } from './visible.ts';

const longestSpan = 300;

/**
 * Any text as a code span that is safe in a table as well. A bar would end the cell, and its escape is read differently by
 * different readers: a broken bar looks much the same.
 */
export function code(text: string): string {
  const line = visibleLine(shortened(text, longestSpan)).replaceAll('|', '¦');
  if (line.trim() === '') return '(empty)';
  const ticks = '`'.repeat(longestRun(line, 0) + 1);
  // One space on either side is taken away again, and parts backticks of the text from ours.
  const padding = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return ticks + padding + line + padding + ticks;
}

/** Any text as a block of code; its fence is longer than every run of backticks within. */
export function fenced(text: string): string {
  const shown = visible(text);
  const fence = '`'.repeat(longestRun(shown, 2) + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

function longestRun(text: string, least: number): number {
  return Math.max(least, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
