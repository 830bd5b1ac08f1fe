import type { Change, ChangeLevel, DriftReport } from '../../change.ts';
import { code, fenced } from '../markdown-code.ts';
import { shortened } from '../visible.ts';
import {
  comparedIn,
  coverageText,
  evidenceText,
  namesText,
  seenText,
  shortName,
  transition,
  valueText,
  verdictOf,
} from './words.ts';

/** GitHub refuses a job summary of more than 1 MiB. */
const mostBytes = 900_000;
const longestEvent = 4000;
const headings: Record<ChangeLevel, string> = {
  breaking: 'Breaking',
  risky: 'Look at these',
  safe: 'Safe',
  docs: 'Words only, and what was not seen',
};

/**
 * A changelog in GitHub's Markdown. Whatever comes from documents and recordings stands in code, where nothing becomes a
 * mention, a link or HTML.
 */
export function renderMarkdown(report: DriftReport): string {
  const compared = comparedIn(report);
  const head = [
    `## ${verdictOf(report)}`,
    ...(compared === undefined ? [] : [code(compared)]),
    ...culprits(report),
    ...stale(report),
    ...(report.coverage ? [coverageText(report.coverage)] : []),
    ...(report.notes ?? []).map((note) => `Note: ${code(note)}`),
  ];
  const stories = (Object.keys(headings) as ChangeLevel[]).flatMap((level) => section(report, level));
  return `${within(head.join('\n\n'), stories)}\n`;
}

function section({ changes }: DriftReport, level: ChangeLevel): string[] {
  const own = changes.filter((change) => change.level === level);
  if (own.length === 0) return [];
  const stories = level === 'docs' ? byRule(own) : own.map(story);
  return [`### ${headings[level]}`, ...stories];
}

function byRule(changes: readonly Change[]): string[] {
  const groups = Map.groupBy(changes, ({ rule }) => rule);
  return [...groups].map(
    ([rule, own]) =>
      `- ${code(rule)} ×${own.length}: ${own
        .slice(0, 20)
        .map((each) => code(shortName(each)))
        .join(', ')}${own.length > 20 ? ` and ${own.length - 20} more` : ''}`,
  );
}

function story(change: Change): string {
  const { rule, pointer, source, why, affects, cases, witness, seen, known } = change;
  const step = transition(change);
  const told: [string, string | undefined][] = [
    ['Known', known && `until ${known.expires}: ${known.reason}`],
    ['Seen', seen && seenText(seen)],
    ['Event types', affects.length > 0 ? namesText(affects, 15) : undefined],
    ['Conformance cases', cases.length > 0 ? namesText(cases, 5) : undefined],
  ];
  const lines = [
    `- ${code(rule)} at ${code(pointer || '(the whole)')} (${source})${step === undefined ? '' : `: ${code(step)}`}`,
    `  ${code(why)}`,
    ...told.flatMap(([name, text]) => (text ? [`  - ${name}: ${code(text)}`] : [])),
    ...(witness
      ? [`  - This event is ${witness.kind} (${code(witness.says)}):`, indented(eventBlock(witness.event))]
      : []),
  ];
  return lines.join('\n');
}

function eventBlock(event: unknown): string {
  return `\n${fenced(shortened(valueText(event, Number.POSITIVE_INFINITY), longestEvent))}\n`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n    ').trimEnd();
}

function culprits({ culprits: all = [] }: DriftReport): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ culprit, pointer, value, why, ...each }) => {
    const place = `${pointer || '(the whole)'}${value === null ? '' : ` ${valueText(value, 60)}`}`;
    return `| ${culprit} | ${code(place)} | ${code(why)} | ${code(evidenceText({ culprit, pointer, value, why, ...each }))} |`;
  });
  return [['| who | where | why | evidence |', '| --- | --- | --- | --- |', ...rows].join('\n')];
}

function stale({ stale: entries = [] }: DriftReport): string[] {
  if (entries.length === 0) return [];
  const lines = entries.map(({ rule, pointer, reason }) => `- ${code(rule)} at ${code(pointer)}: ${code(reason)}`);
  return [['Entries of the baseline that nothing fits any more:', '', ...lines].join('\n')];
}

/** As many stories as there is room for, and how many there was none for. */
function within(head: string, stories: readonly string[]): string {
  let bytes = Buffer.byteLength(head);
  const shown = stories.filter((story) => {
    bytes += Buffer.byteLength(story) + 2;
    return bytes < mostBytes;
  });
  const left = stories.length - shown.length;
  return [head, ...shown, ...(left > 0 ? [`${left} more changes are not shown here.`] : [])].join('\n\n');
}
