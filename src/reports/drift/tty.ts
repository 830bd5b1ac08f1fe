import type { Change, Culprit, DriftReport } from '../../change.ts';
import { fieldLine, type Paint, painter } from '../text/terminal.ts';
import { terminalLine } from '../text/visible.ts';
import {
  changeName,
  changeText,
  comparedText,
  coverageText,
  type DriftRenderOptions,
  driftVerdict,
  evidenceText,
  groupedChanges,
  knownText,
  locationText,
  namesText,
  reportedAlone,
  seenText,
  valueText,
} from './words.ts';

/** Writes for a person: the verdict, what gates with its proof, the rest as lists, and who is to follow whom. */
export function renderDriftTty(report: DriftReport, { color }: DriftRenderOptions): string {
  const paint = painter(color);
  const [word = '', ...rest] = driftVerdict(report).split(' ');
  const compared = comparedText(report);
  const lines = [
    `${paint(report.verdict === 'fail' ? 'red' : 'green', word)} ${rest.join(' ')}`,
    ...reportedAlone(report).flatMap((change) => ['', ...changeLines(change, paint)]),
    ...changeGroupLines(report, paint),
    ...culpritLines(report.culprits ?? [], paint),
    ...staleLines(report, paint),
    ...(report.coverage ? ['', coverageText(report.coverage)] : []),
    ...(report.notes ?? []).flatMap((note, index) => [...(index === 0 ? [''] : []), `note: ${terminalLine(note)}`]),
    ...(compared === undefined ? [] : ['', terminalLine(compared)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Characters. */
const longestWitness = 400;

function changeLines(change: Change, paint: Paint): string[] {
  const { level, rule, pointer, source, why, affects, cases, witness, seen, known } = change;
  const label = paint(known ? 'dim' : level === 'breaking' ? 'red' : 'yellow', known ? `known ${level}` : level);
  const fields: [string, string | undefined][] = [
    ['change', changeText(change)],
    ['why', why],
    ['known', knownText(change)],
    ['witness', witness ? valueText(witness.event, longestWitness) : undefined],
    [witness?.kind ?? '', witness?.says],
    ['seen', seen && seenText(seen)],
    ['affects', affects.length > 0 ? namesText(affects) : undefined],
    ['cases', cases.length > 0 ? namesText(cases, 3) : undefined],
  ];
  return [
    `${label} ${paint('bold', terminalLine(rule))}  ${terminalLine(locationText(pointer))}  ${paint('dim', source)}`,
    ...fields.flatMap(([name, text]) => (text ? [fieldLine(paint, name, terminalLine(text))] : [])),
  ];
}

function changeGroupLines(report: DriftReport, paint: Paint): string[] {
  return groupedChanges(report).flatMap(({ level, rule, changes }, index) => [
    ...(index === 0 ? [''] : []),
    `${paint('dim', level.padEnd(6))} ${terminalLine(rule)} ×${changes.length}  ${terminalLine(namesText(changes.map(changeName)))}`,
  ]);
}

function culpritLines(all: readonly Culprit[], paint: Paint): string[] {
  return all.flatMap((each, index) => [
    ...(index === 0 ? ['', 'Who is to follow whom:'] : []),
    `  ${paint('bold', each.culprit)}  ${terminalLine(locationText(each.pointer, each.value))}`,
    `    ${terminalLine(each.why)}`,
    `    ${terminalLine(evidenceText(each))}`,
  ]);
}

function staleLines({ stale: entries = [] }: DriftReport, paint: Paint): string[] {
  return entries.flatMap(({ rule, pointer, source, reason }, index) => [
    ...(index === 0 ? [''] : []),
    `${paint('red', 'stale')} ${paint('bold', terminalLine(rule))}  ${terminalLine(pointer)}  ${source}`,
    `  ${terminalLine(`the baseline bears it (${reason}), and it is no longer there: take it out, or run with --update-baseline`)}`,
  ]);
}
