import { readFile, stat } from 'node:fs/promises';
import { prepareReports, writeReports } from '../../src/cli/outputs.ts';
import { reportOf } from '../reports/reports.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

test.each([
  [['json:'], 'names no file'],
  [['json:{}/file/below.json'], 'cannot be written'],
  [['json:{}'], 'it is a folder'],
  [['json:/proc/none/report.json'], 'cannot be written'],
  [['json', 'tty', 'html'], 'cannot share standard output'],
  [['json:{}/a', 'html:{}/b/../a'], 'is the file of two reports'],
  [['yaml'], 'unknown report format "yaml"'],
])('what cannot be written is found before anything is run: %j', async (reports, message) => {
  const folder = await folderWith({ file: '' });
  const texts = reports.map((text) => text.replaceAll('{}', folder));
  await expect(prepareReports(texts)).rejects.toThrow(message);
});

test('several reports are written at once, into folders that are made', async () => {
  const folder = await folderWith();
  const outputs = await prepareReports(['tty', 'github', `json:${folder}/a/b/r.json`, `junit:${folder}/a/r.xml`]);
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) } as unknown as NodeJS.WritableStream;
  await writeReports(reportOf([]), outputs, { strict: false }, { stdout, stderr: process.stderr });
  expect(JSON.parse(await readFile(`${folder}/a/b/r.json`, 'utf8')).schemaVersion).toBe(1);
  expect((await stat(`${folder}/a/r.xml`)).size).toBeGreaterThan(0);
  expect(written).toHaveLength(2);
});

test('a report that cannot be written after all keeps none of the others back', async () => {
  const folder = await folderWith({ 'a/file': '' });
  const outputs = [
    { format: 'json', file: `${folder}/a/file/r.json` },
    { format: 'json', file: `${folder}/r.json` },
  ];
  const told: string[] = [];
  const stderr = { write: (text: string) => told.push(text) } as unknown as NodeJS.WritableStream;
  expect(await writeReports(reportOf([]), outputs, { strict: false }, { stdout: process.stdout, stderr })).toBe(false);
  expect(told.join('')).toMatch(/r\.json: cannot be written: .*\n/);
  expect((await stat(`${folder}/r.json`)).size).toBeGreaterThan(0);
});
