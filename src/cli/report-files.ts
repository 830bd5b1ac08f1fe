import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, userError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { ReportFile } from '../reports/merge/merge-reports.ts';
import { compileSchema, type Validator } from '../schema/validate/compile.ts';

/** Reads reports; a folder stands for all `.json` files below it. Throws an input error for what is no report. */
export async function readReports(paths: readonly string[]): Promise<ReportFile[]> {
  const files = (await Promise.all(paths.map(reportFilesAt))).flat();
  const schema = await readFile(new URL('../../conformance/schemas/report.schema.json', import.meta.url), 'utf8');
  const validate = compileSchema(JSON.parse(schema));
  return Promise.all(
    files.map(async (file) => ({
      file,
      report: parseReport(await readAt(file, () => readFile(file)), file, validate),
    })),
  );
}

function parseReport(bytes: Buffer, file: string, validate: Validator): Report {
  const value = parseReportText(bytes.toString(), file);
  const [finding] = validate(value);
  if (finding) {
    const location = finding.pointer || 'the whole';
    throw userError('input', `${file}: is no report: ${location} ${finding.message}`, {
      hint: 'Reports are what hookproof verify --report json:FILE writes.',
    });
  }
  // The schema has just said so.
  return value as Report;
}

async function reportFilesAt(path: string): Promise<string[]> {
  if (!(await readAt(path, () => stat(path))).isDirectory()) return [path];
  const names = await readAt(path, () => readdir(path, { recursive: true }));
  const found = names.filter((name) => name.endsWith('.json')).toSorted();
  if (found.length === 0) throw userError('input', `${path}: holds no .json file`);
  return found.map((name) => join(path, name));
}

async function readAt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw userError('input', `${path}: cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function parseReportText(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw userError('input', `${file}: is no JSON: ${messageOf(cause)}`, { cause });
  }
}
