import type { Change, Culprit, DriftReport } from '../../change.ts';
import { fieldLine, type Paint, painter } from '../text/terminal.ts';
import { terminalLine } from '../text/visible.ts';
import {
  comparedIn,
  coverageText,
  type DriftRenderOptions,
  evidenceText,
  listed,
  namesText,
  seenText,
  shortName,
  toldAlone,
  transition,
  valueText,
  verdictOf,
} from './words.ts';

/** For a person: the verdict, what gates with its proof, the rest as lists, and who is to follow whom. */
export function renderTty(report: DriftReport, { color }: DriftRenderOptions): string {
  const paint = painter(color);
  const [word = '', ...rest] = verdictOf(report).split(' ');
  const compared = comparedIn(report);
  const lines = [
    `${paint(report.verdict === 'fail' ? 'red' : 'green', word)} ${rest.join(' ')}`,
    ...toldAlone(report).flatMap((change) => ['', ...story(change, paint)]),
    ...lists(report, paint),
    ...culprits(report.culprits ?? [], paint),
    ...stale(report, paint),
    ...(report.coverage ? ['', coverageText(report.coverage)] : []),
    ...(report.notes ?? []).flatMap((note, index) => [...(index === 0 ? [''] : []), `note: ${terminalLine(note)}`]),
    ...(compared === undefined ? [] : ['', terminalLine(compared)]),
  ];
  return `${lines.join('\n')}\n`;
}

const longestEvent = 400;

function story(change: Change, paint: Paint): string[] {
  const { level, rule, pointer, source, why, affects, cases, witness, seen, known } = change;
  const label = paint(known ? 'dim' : level === 'breaking' ? 'red' : 'yellow', known ? `known ${level}` : level);
  const told: [string, string | undefined][] = [
    ['change', transition(change)],
    ['why', why],
    ['known', known && `until ${known.expires}: ${known.reason}`],
    ['witness', witness ? valueText(witness.event, longestEvent) : undefined],
    [witness?.kind ?? '', witness?.says],
    ['seen', seen && seenText(seen)],
    ['affects', affects.length > 0 ? namesText(affects) : undefined],
    ['cases', cases.length > 0 ? namesText(cases, 3) : undefined],
  ];
  return [
    `${label} ${paint('bold', terminalLine(rule))}  ${terminalLine(pointer || '(the whole)')}  ${paint('dim', source)}`,
    ...told.flatMap(([name, text]) => (text ? [fieldLine(paint, name, terminalLine(text))] : [])),
  ];
}

function lists(report: DriftReport, paint: Paint): string[] {
  return listed(report).flatMap(({ level, rule, changes }, index) => [
    ...(index === 0 ? [''] : []),
    `${paint('dim', level.padEnd(6))} ${terminalLine(rule)} ×${changes.length}  ${terminalLine(namesText(changes.map(shortName)))}`,
  ]);
}

function culprits(all: readonly Culprit[], paint: Paint): string[] {
  return all.flatMap((each, index) => [
    ...(index === 0 ? ['', 'Who is to follow whom:'] : []),
    `  ${paint('bold', each.culprit)}  ${terminalLine(placeOf(each))}`,
    `    ${terminalLine(each.why)}`,
    `    ${terminalLine(evidenceText(each))}`,
  ]);
}

function placeOf({ pointer, value }: Culprit): string {
  return `${pointer || '(the whole)'}${value === null ? '' : ` ${valueText(value, 60)}`}`;
}

function stale({ stale: entries = [] }: DriftReport, paint: Paint): string[] {
  return entries.flatMap(({ rule, pointer, source, reason }, index) => [
    ...(index === 0 ? [''] : []),
    `${paint('red', 'stale')} ${paint('bold', terminalLine(rule))}  ${terminalLine(pointer)}  ${source}`,
    `  ${terminalLine(`the baseline bears it (${reason}), and it is no longer there: take it out, or run with --update-baseline`)}`,
  ]);
}
