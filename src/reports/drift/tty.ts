import type { Change, DriftReport } from '../../change.ts';
import { fieldLine, type Paint, painter } from '../text/terminal.ts';
import { terminalLine } from '../text/visible.ts';
import {
  affectedText,
  alsoText,
  changeName,
  changeText,
  comparedText,
  coverageText,
  culpritName,
  type DriftRenderOptions,
  driftVerdict,
  evidenceText,
  knownText,
  locationText,
  namesText,
  reportedAlone,
  seenText,
  unprovedText,
  valueText,
} from './words.ts';

/** Writes for a person: the verdict, what gates with its proof, the rest as lists, and who is to follow whom. */
export function renderDriftTty(report: DriftReport, { color }: DriftRenderOptions): string {
  const paint = painter(color);
  const [word = '', ...rest] = driftVerdict(report).split(' ');
  const compared = comparedText(report);
  const culprits = culpritLines(report, paint);
  const paragraphs = [
    [`${paint(report.verdict === 'fail' ? 'red' : 'green', word)} ${rest.join(' ')}`],
    ...reportedAlone(report).map((change) => changeLines(change, paint)),
    groupLines(report, paint),
    culprits.length > 0 ? ['Who is to follow whom:', ...culprits] : [],
    staleLines(report, paint),
    report.coverage ? [coverageText(report.coverage)] : [],
    (report.notes ?? []).map((note) => `note: ${terminalLine(note)}`),
    compared === undefined ? [] : [terminalLine(compared)],
  ];
  const shown = paragraphs.filter(({ length }) => length > 0).map((lines) => lines.join('\n'));
  return `${shown.join('\n\n')}\n`;
}

function changeLines(change: Change, paint: Paint): string[] {
  const { level, rule, pointer, source, why, cases, witness, seen, known } = change;
  const label = paint(known ? 'dim' : level === 'breaking' ? 'red' : 'yellow', known ? `known ${level}` : level);
  const fields: [string, string | undefined][] = [
    ['change', changeText(change)],
    ['why', why],
    ['known', knownText(change)],
    ['witness', witness ? valueText(witness.event, 400) : undefined],
    [witness?.kind ?? '', witness?.says],
    ['proof', unprovedText(change)],
    ['seen', seen && seenText(seen)],
    ['also at', alsoText(change, 3)],
    ['affects', affectedText(change)],
    ['cases', cases.length > 0 ? namesText(cases, 3) : undefined],
  ];
  return [
    `${label} ${paint('bold', terminalLine(rule))}  ${terminalLine(locationText(pointer))}  ${paint('dim', source)}`,
    ...fields.flatMap(([name, text]) => (text ? [fieldLine(paint, name, terminalLine(text))] : [])),
  ];
}

function groupLines(report: DriftReport, paint: Paint): string[] {
  const alone = new Set(reportedAlone(report));
  const rest = report.changes.filter((change) => !alone.has(change));
  return [...Map.groupBy(rest, ({ level, rule }) => `${paint('dim', level.padEnd(6))} ${terminalLine(rule)}`)].map(
    ([name, changes]) => `${name} ×${changes.length}  ${terminalLine(namesText(changes.map(changeName)))}`,
  );
}

function culpritLines({ culprits = [] }: DriftReport, paint: Paint): string[] {
  return culprits.flatMap((each) => [
    `  ${paint('bold', each.culprit)}  ${terminalLine(culpritName(each))}`,
    `    ${terminalLine(each.why)}`,
    `    ${terminalLine(evidenceText(each))}`,
  ]);
}

function staleLines({ stale = [] }: DriftReport, paint: Paint): string[] {
  return stale.flatMap(({ rule, pointer, source, reason }) => [
    `${paint('red', 'stale')} ${paint('bold', terminalLine(rule))}  ${terminalLine(pointer)}  ${source}`,
    `  ${terminalLine(`the baseline bears it (${reason}), and it is no longer there: take it out, or run with --update-baseline`)}`,
  ]);
}
