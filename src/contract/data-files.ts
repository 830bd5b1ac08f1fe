import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { messageOf, userError } from '../errors.ts';
import { parseObject } from '../openapi/read/parse.ts';
import { readRegularFile } from '../regular-file.ts';
import type { Schema } from '../schema/types.ts';
import { compileSchema, type Validator } from '../schema/validate/compile.ts';
import { sentence } from '../schema/validate/describe.ts';
import { bundled } from './bundled.ts';

/** Holds a file of data that fits its schema. */
export interface DataFile<T> {
  /** Names it as an error does: relative to the working folder. */
  file: string;
  data: T;
}

/** Lists the YAML files below a folder, sorted. Throws an input error for a folder that cannot be read. */
export async function yamlFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause) => {
    const missing = cause.code === 'ENOENT' || cause.code === 'ENOTDIR';
    throw userError('input', `${folder}: ${missing ? 'no such folder' : messageOf(cause)}`, { cause });
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).toSorted();
  return files.map((name) => join(folder, name));
}

/** Reads the schema of data files, which is a file itself, and makes what judges by it: it is compiled when it is first asked. */
export async function dataJudge(schemaFile: string): Promise<Validator> {
  const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as Schema;
  return (data) => compileSchema(schema, { every: true, own: true })(data);
}

/** Tells whether a file ships with the package: a test has judged it, and to compile its schema takes longer than to read it. */
function isShipped(path: string): boolean {
  return path.startsWith(bundled('conformance/'));
}

/** Reads and checks a YAML file. Throws an input error that names file and key; `placeOf` adds where a pointer lies. */
export async function readDataFile<T extends object>(
  path: string,
  judge: Validator,
  placeOf: (data: Record<string, unknown>, pointer: string) => string = () => '',
): Promise<DataFile<T>> {
  const file = relative(process.cwd(), path);
  const text = (await readRegularFile(path)).toString();
  const data = parseObject(text, file);
  if (!isShipped(path)) checkData(data, file, judge, placeOf);
  // The judge's schema describes T.
  return { file, data: data as T };
}

/** Checks data by its schema. Throws an input error that names file and key. */
export function checkData(
  data: Record<string, unknown>,
  file: string,
  judge: Validator,
  placeOf: (data: Record<string, unknown>, pointer: string) => string = () => '',
): void {
  const findings = judge(data);
  const [finding] = findings;
  if (!finding) return;
  const said = finding.pointer === '' ? `the file ${finding.message}` : sentence(finding);
  // A key that is misspelt is missing under the one name, and too much under the other.
  const misspelt = findings.find(
    ({ rule, pointer }) =>
      rule === 'additionalProperties' && finding.rule === 'required' && pointer === finding.pointer,
  );
  throw userError(
    'input',
    `${file}: ${said}${misspelt ? `, ${misspelt.message}` : ''}${placeOf(data, finding.pointer)}`,
  );
}
