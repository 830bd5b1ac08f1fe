import { styleText } from 'node:util';
import type { Diagnosis, DiagnosisLevel, Repair } from '../diagnosis.ts';
import { printable } from '../printable.ts';
import { renderSarifLog } from './sarif.ts';

/** What was looked at, and what was found. */
export interface DoctorReport {
  source: string;
  /** The line on which a place of it is written. */
  lineOf: (pointer: string) => number;
  diagnoses: readonly Diagnosis[];
  /** False when time ran out before everything was looked at. */
  complete: boolean;
  version: string;
  color: boolean;
}

export const diagnosesFormats: Readonly<Record<string, (report: DoctorReport) => string>> = {
  tty: renderTty,
  json: renderJson,
  sarif: renderSarif,
};

const levels = ['error', 'warning', 'note'] as const;

/** For a person: the verdict, then each finding with its proof and its repair. */
function renderTty({ source, diagnoses, complete, color }: DoctorReport): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text;
  const counts = levels
    .map((level) => [level, diagnoses.filter((each) => each.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}${count === 1 ? '' : 's'}`);
  const failed = diagnoses.some(({ level }) => level === 'error');
  const verdict = failed ? paint('red', 'FAIL') : paint('green', 'PASS');
  const lines = [`${verdict} ${printable(source)}: ${counts.join(', ') || 'nothing that misleads tools'}`];
  for (const each of diagnoses) {
    const label = paint(each.level === 'error' ? 'red' : each.level === 'warning' ? 'yellow' : 'cyan', each.level);
    lines.push('', `${label} ${paint('bold', each.rule)}  ${printable(each.pointer)}`);
    const told: [string, string][] = [
      ['what', each.message],
      ['so', each.consequence],
      ...proofLines(each),
      ['repair', each.fix.map(summary).join('; ') || 'not by an overlay; it is for the provider to decide'],
    ];
    for (const [name, text] of told) lines.push(`  ${paint('dim', name.padEnd(9))}${printable(text)}`);
  }
  if (!complete) lines.push('', 'Time ran out: there may be more.');
  return `${lines.join('\n')}\n`;
}

const longestEvent = 400;

function proofLines({ proof }: Diagnosis): [string, string][] {
  if (!proof) return [['proof', 'no event was found that shows it']];
  const event = proof.event === undefined ? undefined : JSON.stringify(proof.event);
  const shown = event && event.length > longestEvent ? `${event.slice(0, longestEvent)}…` : event;
  return [
    ...(shown === undefined ? [] : [['proof', shown] as [string, string]]),
    ['as is', proof.raw],
    ['as meant', proof.intended],
  ];
}

function summary({ target, remove, update }: Repair): string {
  if (remove) return `remove ${target}`;
  const keys = typeof update === 'object' && update !== null ? Object.keys(update).join(', ') : '';
  return `update ${target} (${keys})`;
}

/** `{schemaVersion: 1, source, verdict, complete, summary, diagnoses}` */
function renderJson({ source, diagnoses, complete }: DoctorReport): string {
  const count = (level: DiagnosisLevel): number => diagnoses.filter((each) => each.level === level).length;
  const summary = { error: count('error'), warning: count('warning'), note: count('note') };
  const verdict = summary.error > 0 ? 'fail' : 'pass';
  return `${JSON.stringify({ schemaVersion: 1, source, verdict, complete, summary, diagnoses }, null, 2)}\n`;
}

function renderSarif({ source, lineOf, diagnoses, version }: DoctorReport): string {
  const results = diagnoses.map(({ rule, level, pointer, message, consequence, proof }) => ({
    rule,
    level,
    text: `${message}. ${consequence}`,
    uri: source,
    line: lineOf(pointer),
    place: pointer,
    ...(proof ? { properties: { proof } } : {}),
  }));
  return renderSarifLog(version, results);
}
