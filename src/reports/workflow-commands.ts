import { shortened, visible, visibleLine } from './visible.ts';

/** GitHub shows so many on a run's page at most; more only hide the log. */
export const mostAnnotations = 50;
const longestMessage = 4000;

/** An annotation, as GitHub's runner reads it from the output of a step. */
export function command(
  kind: 'error' | 'warning' | 'notice',
  title: string,
  message: string,
  at?: { file: string; line: number },
): string {
  const place = at ? `file=${property(at.file)},line=${at.line},` : '';
  return `::${kind} ${place}title=${property(title)}::${escaped(visible(shortened(message, longestMessage)))}`;
}

function property(text: string): string {
  return escaped(visibleLine(shortened(text, 200)))
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The runner heeds commands of its first form, `##[error]…`, anywhere in a line. */
export function inert(line: string): string {
  return line.replaceAll('##[', '# # [').replaceAll('::', ': :');
}
