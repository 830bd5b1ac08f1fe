import { type Change, type ChangeLevel, changeLevels, type DriftReport } from '../../change.ts';
import { codeBlock, codeSpan, joinSections } from '../text/markdown.ts';
import { shortened } from '../text/visible.ts';
import {
  affectedText,
  alsoText,
  changeName,
  changeText,
  comparedText,
  coverageText,
  culpritName,
  driftVerdict,
  evidenceText,
  knownText,
  locationText,
  namesOperations,
  namesText,
  seenText,
  unprovedText,
  valueText,
} from './words.ts';

const headings: Record<ChangeLevel, string> = {
  breaking: 'Breaking',
  risky: 'Look at these',
  safe: 'Safe',
  docs: 'Words only, and what was not seen',
};

/**
 * Writes a changelog in GitHub's Markdown. Whatever comes from documents and recordings stands in code, where nothing becomes a
 * mention, a link or HTML.
 */
export function renderDriftMarkdown(report: DriftReport): string {
  const compared = comparedText(report);
  const head = [
    `## ${driftVerdict(report)}`,
    ...(compared === undefined ? [] : [codeSpan(compared)]),
    ...culpritTable(report),
    ...staleList(report),
    ...(report.coverage ? [coverageText(report.coverage)] : []),
    ...(report.notes ?? []).slice(0, mostRows).map((note) => `Note: ${codeSpan(note)}`),
    ...moreThan(report.notes ?? []),
  ];
  const sections = changeLevels.flatMap((level) => levelSection(report, level));
  return joinSections(head.join('\n\n'), sections, 'changes');
}

function levelSection(report: DriftReport, level: ChangeLevel): string[] {
  const own = report.changes.filter((change) => change.level === level);
  if (own.length === 0) return [];
  return [
    `### ${headings[level]}`,
    ...(level === 'docs'
      ? ruleItems(own)
      : own.map((each) => changeItem(each, namesOperations(report) ? 'Affects' : 'Event types'))),
  ];
}

function ruleItems(changes: readonly Change[]): string[] {
  return [...Map.groupBy(changes, ({ rule }) => rule)].map(([rule, own]) => {
    const names = own.slice(0, 20).map((each) => codeSpan(changeName(each)));
    const more = own.length > 20 ? ` and ${own.length - 20} more` : '';
    return `- ${codeSpan(rule)} ×${own.length}: ${names.join(', ')}${more}`;
  });
}

function changeItem(change: Change, affected: string): string {
  const { rule, pointer, source, why, cases, witness, seen } = change;
  const step = changeText(change);
  const fields: [string, string | undefined][] = [
    ['Known', knownText(change)],
    ['Proof', unprovedText(change)],
    ['Seen', seen && seenText(seen)],
    ['Also at', alsoText(change)],
    [affected, affectedText(change, 15)],
    ['Conformance cases', cases.length > 0 ? namesText(cases, 5) : undefined],
  ];
  const lines = [
    `- ${codeSpan(rule)} at ${codeSpan(locationText(pointer))} (${source})${step === undefined ? '' : `: ${codeSpan(step)}`}`,
    `  ${codeSpan(why)}`,
    ...fields.flatMap(([name, text]) => (text ? [`  - ${name}: ${codeSpan(text)}`] : [])),
    ...(witness ? [`  - This event is ${witness.kind} (${codeSpan(witness.says)}):`, eventBlock(witness.event)] : []),
  ];
  return lines.join('\n');
}

/** Writes an event as a block of code within an item of an item. */
function eventBlock(event: unknown): string {
  const block = codeBlock(shortened(valueText(event, Number.POSITIVE_INFINITY), 1500));
  return `\n${block}`.replaceAll('\n', '\n    ');
}

function culpritTable({ culprits = [] }: DriftReport): string[] {
  if (culprits.length === 0) return [];
  const rows = culprits.map((each) => {
    const cells = [culpritName(each), each.why, evidenceText(each)].map(codeSpan);
    return `| ${[each.culprit, ...cells].join(' | ')} |`;
  });
  const table = ['| who | where | why | evidence |', '| --- | --- | --- | --- |', ...rows.slice(0, mostRows)].join(
    '\n',
  );
  return [table, ...moreThan(rows)];
}

function staleList({ stale = [] }: DriftReport): string[] {
  if (stale.length === 0) return [];
  const lines = stale.map((each) => `- ${codeSpan(each.rule)} at ${codeSpan(each.pointer)}: ${codeSpan(each.reason)}`);
  const list = ['Entries of the baseline that nothing fits any more:', '', ...lines.slice(0, mostRows)].join('\n');
  return [list, ...moreThan(lines)];
}

/** Shows so many rows above the changes at most, which must have room in a comment, too. */
const mostRows = 20;

function moreThan(rows: readonly unknown[]): string[] {
  return rows.length > mostRows ? [`and ${rows.length - mostRows} more`] : [];
}
