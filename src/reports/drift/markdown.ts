import type { Change, ChangeLevel, DriftReport } from '../../change.ts';
import { codeBlock, codeSpan, joinSections } from '../text/markdown.ts';
import { shortened } from '../text/visible.ts';
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
    ...(compared === undefined ? [] : [codeSpan(compared)]),
    ...culprits(report),
    ...stale(report),
    ...(report.coverage ? [coverageText(report.coverage)] : []),
    ...(report.notes ?? []).map((note) => `Note: ${codeSpan(note)}`),
  ];
  const stories = (Object.keys(headings) as ChangeLevel[]).flatMap((level) => section(report, level));
  return joinSections(head.join('\n\n'), stories, 'changes');
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
      `- ${codeSpan(rule)} ×${own.length}: ${own
        .slice(0, 20)
        .map((each) => codeSpan(shortName(each)))
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
    `- ${codeSpan(rule)} at ${codeSpan(pointer || '(the whole)')} (${source})${step === undefined ? '' : `: ${codeSpan(step)}`}`,
    `  ${codeSpan(why)}`,
    ...told.flatMap(([name, text]) => (text ? [`  - ${name}: ${codeSpan(text)}`] : [])),
    ...(witness
      ? [`  - This event is ${witness.kind} (${codeSpan(witness.says)}):`, indented(eventBlock(witness.event))]
      : []),
  ];
  return lines.join('\n');
}

function eventBlock(event: unknown): string {
  return `\n${codeBlock(shortened(valueText(event, Number.POSITIVE_INFINITY), longestEvent))}\n`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n    ').trimEnd();
}

function culprits({ culprits: all = [] }: DriftReport): string[] {
  if (all.length === 0) return [];
  const rows = all.map(({ culprit, pointer, value, why, ...each }) => {
    const place = `${pointer || '(the whole)'}${value === null ? '' : ` ${valueText(value, 60)}`}`;
    return `| ${culprit} | ${codeSpan(place)} | ${codeSpan(why)} | ${codeSpan(evidenceText({ culprit, pointer, value, why, ...each }))} |`;
  });
  return [['| who | where | why | evidence |', '| --- | --- | --- | --- |', ...rows].join('\n')];
}

function stale({ stale: entries = [] }: DriftReport): string[] {
  if (entries.length === 0) return [];
  const lines = entries.map(
    ({ rule, pointer, reason }) => `- ${codeSpan(rule)} at ${codeSpan(pointer)}: ${codeSpan(reason)}`,
  );
  return [['Entries of the baseline that nothing fits any more:', '', ...lines].join('\n')];
}
