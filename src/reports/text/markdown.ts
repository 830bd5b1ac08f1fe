import { shortened, visible, visibleLine } from './visible.ts';

const longestSpan = 300;

/**
 * Writes any text as a code span that is safe in a table as well. A bar would end the cell, and its escape is read differently by
 * different readers: a broken bar looks much the same.
 */
export function codeSpan(text: string): string {
  const line = visibleLine(shortened(text, longestSpan)).replaceAll('|', '¦');
  if (line.trim() === '') return '(empty)';
  const ticks = '`'.repeat(longestRun(line, 0) + 1);
  // One space on either side is taken away again, and parts backticks of the text from ours.
  const padding = /^[` ]|[` ]$/.test(line) ? ' ' : '';
  return ticks + padding + line + padding + ticks;
}

/** Writes any text as a block of code; its fence is longer than every run of backticks within. */
export function codeBlock(text: string): string {
  const shown = visible(text);
  const fence = '`'.repeat(longestRun(shown, 2) + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

function longestRun(text: string, least: number): number {
  return Math.max(least, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

/** Keeps a report below the 65,536 characters of which GitHub refuses a comment; a job summary may have more. */
const mostBytes = 64_000;

/** Puts as many sections below a head as there is room for, and says how many there was none for: `3 more cases …`. */
export function joinSections(head: string, sections: readonly string[], noun: string): string {
  let bytes = Buffer.byteLength(head);
  const fitting = sections.filter((section) => {
    bytes += Buffer.byteLength(section) + 2;
    return bytes < mostBytes;
  });
  const left = sections.length - fitting.length;
  return `${[head, ...fitting, ...(left > 0 ? [`${left} more ${noun} are not shown here.`] : [])].join('\n\n')}\n`;
}
