import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, userError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { ReportFile } from '../reports/merge/merge-reports.ts';
import { compileSchema, type Validator } from '../schema/compile.ts';

/** Reads reports; a folder stands for all `.json` files below it. Throws an input error for what is no report. */
export async function readReports(paths: readonly string[]): Promise<ReportFile[]> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const judge = await reportSchema();
  return Promise.all(files.map(async (file) => ({ file, report: parseReport(await textOf(file), file, judge) })));
}

/** A report from the text of a file. Throws an input error that says where the text is none. */
export function parseReport(text: string, file: string, judge: Validator): Report {
  const value = parsed(text, file);
  const [finding] = judge(value);
  if (finding) {
    const place = finding.pointer || 'the whole';
    throw userError('input', `${file}: is no report: ${place} ${finding.message}`, {
      hint: 'Reports are what hookproof verify --report json:FILE writes.',
    });
  }
  // The schema has just said so.
  return value as Report;
}

/** The schema that the package ships. */
export async function reportSchema(): Promise<Validator> {
  const text = await readFile(new URL('../../conformance/schemas/report.schema.json', import.meta.url), 'utf8');
  return compileSchema(JSON.parse(text));
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await reading(path, () => stat(path))).isDirectory()) return [path];
  const names = await reading(path, () => readdir(path, { recursive: true }));
  const found = names.filter((name) => name.endsWith('.json')).toSorted();
  if (found.length === 0) throw userError('input', `${path}: holds no .json file`);
  return found.map((name) => join(path, name));
}

function textOf(file: string): Promise<string> {
  return reading(file, () => readFile(file, 'utf8'));
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw userError('input', `${path}: cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw userError('input', `${file}: is no JSON: ${messageOf(cause)}`, { cause });
  }
}
