import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bundled } from '../contract/bundled.ts';
import { messageOf, userError } from '../errors.ts';
import { readRegularFile } from '../regular-file.ts';
import type { Report } from '../report.ts';
import type { ReportFile } from '../reports/merge/merge-reports.ts';
import { compileSchema, type Validator } from '../schema/validate/compile.ts';

/** Limits a report; one of many cases may be longer than what people write. */
const maxReportBytes = 256 * 1024 * 1024;

/** Reads reports; a folder stands for all `.json` files below it. Throws an input error for what is no report. */
export async function readReports(paths: readonly string[]): Promise<ReportFile[]> {
  const files = (await Promise.all(paths.map(reportFilesAt))).flat();
  const schema = await readFile(bundled('conformance/schemas/report.schema.json'), 'utf8');
  const validate = compileSchema(JSON.parse(schema));
  return Promise.all(files.map(async (file) => ({ file, report: await readReport(file, validate) })));
}

async function readReport(file: string, validate: Validator): Promise<Report> {
  const bytes = await readRegularFile(file, maxReportBytes);
  const value: unknown = await explained(`${file}: is no JSON`, () => JSON.parse(bytes.toString()));
  const [finding] = validate(value);
  if (finding)
    throw userError('input', `${file}: is no report: ${finding.pointer || 'the whole'} ${finding.message}`, {
      hint: 'Reports are what hookproof verify --report json:FILE writes.',
    });
  // The schema has just said so.
  return value as Report;
}

async function reportFilesAt(path: string): Promise<string[]> {
  const wrong = `${path}: cannot be read`;
  if (!(await explained(wrong, () => stat(path))).isDirectory()) return [path];
  const names = await explained(wrong, () => readdir(path, { recursive: true }));
  const found = names.filter((name) => name.endsWith('.json')).toSorted();
  if (found.length === 0) throw userError('input', `${path}: holds no .json file`);
  return found.map((name) => join(path, name));
}

/** Gives what `read` gives; its error becomes an input error that begins with what is wrong. */
async function explained<T>(wrong: string, read: () => T): Promise<Awaited<T>> {
  try {
    return await read();
  } catch (cause) {
    throw userError('input', `${wrong}: ${messageOf(cause)}`, { cause });
  }
}
