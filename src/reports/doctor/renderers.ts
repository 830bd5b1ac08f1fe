import type { Diagnosis, DiagnosisLevel, Repair } from '../../diagnosis.ts';
import { printable } from '../../printable.ts';
import { jsonText } from '../../schema/json.ts';
import { renderSarifLog } from '../text/sarif-log.ts';
import { counted, fieldLine, painter } from '../text/terminal.ts';

interface DoctorReport {
  source: string;
  /** Gives the line on which a place of it is written. */
  lineOf: (pointer: string) => number;
  diagnoses: readonly Diagnosis[];
  complete: boolean;
  /** Says what was not looked at, and why. */
  leftOut: readonly string[];
  version: string;
  color: boolean;
}

/** Holds one renderer a format. */
export const doctorRenderers = { tty: renderDoctorTty, json: renderDoctorJson, sarif: renderDoctorSarif };

function countLevels(diagnoses: readonly Diagnosis[]): Record<DiagnosisLevel, number> {
  const summary = { error: 0, warning: 0, note: 0 };
  for (const { level } of diagnoses) summary[level]++;
  return summary;
}

function renderDoctorTty({ source, diagnoses, leftOut, color }: DoctorReport): string {
  const paint = painter(color);
  const summary = countLevels(diagnoses);
  const counts = Object.entries(summary).flatMap(([level, count]) => (count > 0 ? [counted(count, level)] : []));
  const verdict = summary.error > 0 ? paint('red', 'FAIL') : paint('green', 'PASS');
  const lines = [`${verdict} ${printable(source)}: ${counts.join(', ') || 'nothing that misleads tools'}`];
  for (const each of diagnoses) {
    const label = paint(({ error: 'red', warning: 'yellow', note: 'cyan' } as const)[each.level], each.level);
    const more = each.also.length > 0 ? `, and the same at ${counted(each.also.length, 'other place')}` : '';
    lines.push('', `${label} ${paint('bold', each.rule)}  ${printable(each.pointer)}${more}`);
    const fields: [string, string][] = [
      ['what', each.message],
      ['so', each.consequence],
      ...proofFields(each),
      ['repair', repairTexts(each)],
    ];
    for (const [name, text] of fields) lines.push(fieldLine(paint, name, printable(text)));
  }
  if (leftOut.length > 0) lines.push('', 'Not looked at, so that there may be more:', ...leftOutLines(leftOut));
  return `${lines.join('\n')}\n`;
}

const mostLeftOut = 10;

function leftOutLines(leftOut: readonly string[]): string[] {
  const more = leftOut.length - mostLeftOut;
  const lines = leftOut.slice(0, mostLeftOut).map((each) => `  ${printable(each)}`);
  return more > 0 ? [...lines, `  and ${more} more`] : lines;
}

const longestEvent = 400;

function proofFields({ proof, level }: Diagnosis): [string, string][] {
  if (!proof && level === 'note') return [];
  if (!proof) return [['proof', 'no event was found that shows it']];
  const verdicts: [string, string][] = [
    ['as is', proof.raw],
    ['as meant', proof.intended],
  ];
  if (proof.event === undefined) return verdicts;
  const event = JSON.stringify(proof.event);
  return [['proof', event.length > longestEvent ? `${event.slice(0, longestEvent)}…` : event], ...verdicts];
}

function repairTexts({ fix, also }: Diagnosis): string {
  const own = fix.slice(0, Math.ceil(fix.length / (also.length + 1)));
  const more = also.length > 0 ? ', and the same at the others' : '';
  if (own.length === 0) return 'not by an overlay; it is for the provider to decide';
  return own.map(repairText).join('; ') + more;
}

function repairText({ target, remove, update }: Repair): string {
  if (remove) return `remove ${target}`;
  const keys = typeof update === 'object' && update !== null ? Object.keys(update).join(', ') : '';
  return `update ${target} (${keys})`;
}

function renderDoctorJson({ source, diagnoses, complete, leftOut }: DoctorReport): string {
  const summary = countLevels(diagnoses);
  const verdict = summary.error > 0 ? 'fail' : 'pass';
  return jsonText({ schemaVersion: 1, source, verdict, complete, leftOut, summary, diagnoses });
}

function renderDoctorSarif({ source, lineOf, diagnoses, version }: DoctorReport): string {
  const results = diagnoses.map(({ rule, level, pointer, also, message, consequence, proof }) => ({
    ...{ rule, level, text: `${message}. ${consequence}`, uri: source, line: lineOf(pointer), pointer },
    also: also.map((other) => ({ line: lineOf(other), pointer: other })),
    ...(proof ? { properties: { proof } } : {}),
  }));
  return renderSarifLog(version, results);
}
