import { shortened, visible, visibleLine } from './visible.ts';

/** GitHub shows so many on a run's page at most; more only hide the log. */
const mostAnnotations = 50;
const longestMessage = 4000;

/** Writes an annotation, as GitHub's runner reads it from the output of a step. */
export function annotation(
  kind: 'error' | 'warning' | 'notice',
  title: string,
  message: string,
  at?: { file: string; line: number },
): string {
  const place = at ? `file=${escapeProperty(at.file)},line=${at.line},` : '';
  return `::${kind} ${place}title=${escapeProperty(title)}::${escapeMessage(visible(shortened(message, longestMessage)))}`;
}

function escapeProperty(text: string): string {
  return escapeMessage(visibleLine(shortened(text, 200)))
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Writes a line that is no command: the runner heeds those of its first form, `##[error]…`, anywhere in a line. */
function plainLine(line: string): string {
  return line.replaceAll('##[', '# # [').replaceAll('::', ': :');
}

/** Writes the verdict, then the first annotations, and how many more there are: `3 more cases …`. */
export function annotatedLog(verdict: string, annotations: readonly string[], noun: string): string {
  const left = annotations.length - mostAnnotations;
  const more = left > 0 ? [annotation('warning', 'hookproof', `${left} more ${noun} are not shown here`)] : [];
  return `${[plainLine(verdict), ...annotations.slice(0, mostAnnotations), ...more].join('\n')}\n`;
}
