import type { Diagnosis, Repair } from '../../diagnosis.ts';
import { printable } from '../../printable.ts';
import { counted, fieldLine, painter } from '../text/terminal.ts';
import type { DoctorReport } from './doctor-report.ts';

const diagnosisLevels = ['error', 'warning', 'note'] as const;

/** Writes for a person: the verdict, then each finding with its proof and its repair. */
export function renderDoctorTty({ source, diagnoses, complete, color }: DoctorReport): string {
  const paint = painter(color);
  const counts = diagnosisLevels
    .map((level) => [level, diagnoses.filter((each) => each.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => counted(count, level));
  const failed = diagnoses.some(({ level }) => level === 'error');
  const verdict = failed ? paint('red', 'FAIL') : paint('green', 'PASS');
  const lines = [`${verdict} ${printable(source)}: ${counts.join(', ') || 'nothing that misleads tools'}`];
  for (const each of diagnoses) {
    const label = paint(each.level === 'error' ? 'red' : each.level === 'warning' ? 'yellow' : 'cyan', each.level);
    lines.push('', `${label} ${paint('bold', each.rule)}  ${printable(each.pointer)}`);
    const fields: [string, string][] = [
      ['what', each.message],
      ['so', each.consequence],
      ...proofLines(each),
      ['repair', each.fix.map(repairText).join('; ') || 'not by an overlay; it is for the provider to decide'],
    ];
    for (const [name, text] of fields) lines.push(fieldLine(paint, name, printable(text)));
  }
  if (!complete) lines.push('', 'Time ran out: there may be more.');
  return `${lines.join('\n')}\n`;
}

const longestEvent = 400;

function proofLines({ proof }: Diagnosis): [string, string][] {
  if (!proof) return [['proof', 'no event was found that shows it']];
  const event = proof.event === undefined ? undefined : JSON.stringify(proof.event);
  const cut = event && event.length > longestEvent ? `${event.slice(0, longestEvent)}…` : event;
  return [
    ...(cut === undefined ? [] : [['proof', cut] as [string, string]]),
    ['as is', proof.raw],
    ['as meant', proof.intended],
  ];
}

function repairText({ target, remove, update }: Repair): string {
  if (remove) return `remove ${target}`;
  const keys = typeof update === 'object' && update !== null ? Object.keys(update).join(', ') : '';
  return `update ${target} (${keys})`;
}
