import type { DiagnosisLevel } from '../../diagnosis.ts';
import { jsonText } from '../text/json.ts';
import { renderSarifLog } from '../text/sarif-log.ts';
import type { DoctorReport } from './doctor-report.ts';
import { renderDoctorTty } from './tty.ts';

/** Holds one renderer a format. */
export const doctorRenderers: Readonly<Record<string, (report: DoctorReport) => string>> = {
  tty: renderDoctorTty,
  json: renderDoctorJson,
  sarif: renderDoctorSarif,
};

/** Writes `{schemaVersion: 1, source, verdict, complete, summary, diagnoses}`. */
function renderDoctorJson({ source, diagnoses, complete }: DoctorReport): string {
  const count = (level: DiagnosisLevel): number => diagnoses.filter((each) => each.level === level).length;
  const summary = { error: count('error'), warning: count('warning'), note: count('note') };
  const verdict = summary.error > 0 ? 'fail' : 'pass';
  return jsonText({ schemaVersion: 1, source, verdict, complete, summary, diagnoses });
}

function renderDoctorSarif({ source, lineOf, diagnoses, version }: DoctorReport): string {
  const results = diagnoses.map(({ rule, level, pointer, message, consequence, proof }) => ({
    rule,
    level,
    text: `${message}. ${consequence}`,
    uri: source,
    line: lineOf(pointer),
    pointer,
    ...(proof ? { properties: { proof } } : {}),
  }));
  return renderSarifLog(version, results);
}
