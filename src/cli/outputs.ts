import { access, appendFile, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { unwritable, userError } from '../errors.ts';
import { replaceFile } from '../replace-file.ts';
import type { Report } from '../report.ts';
import { verifyRenderers } from '../reports/verify/renderers.ts';
import { hasColors, type Streams } from './context.ts';
import { printError } from './print-error.ts';

/** Says where a report goes, and in which format; without a file it goes to standard output. */
interface Output {
  format: string;
  file: string | undefined;
}

/** Says for what a text is written. */
interface Medium {
  color: boolean;
  terminal: boolean;
}

const plainFile: Medium = { color: false, terminal: false };

type Render = (format: string, medium: Medium) => Promise<string>;

/** Lists the formats of `--report`, for a help text. */
export const reportFormats = Object.keys(verifyRenderers).join(', ');

/** Formats that a program reads: two of them in one stream are of no use. */
const wholeFormats = ['json', 'junit', 'html', 'ctrf'];

/**
 * Reads what `--report` was given, and sees to it that all of it can be written, folders on the way to files made: before
 * anything is run for it. Throws a usage error otherwise.
 */
export async function prepareReports(texts: readonly string[]): Promise<Output[]> {
  const outputs = texts.map(parseOutput);
  const [one, other] = outputs.filter(({ format, file }) => file === undefined && wholeFormats.includes(format));
  if (one && other)
    throw userError('usage', `--report ${one.format} and ${other.format} cannot share standard output`, {
      hint: `Give one of them a file: --report ${other.format}:FILE`,
    });
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : resolve(file)));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw userError('usage', `${twice}: is the file of two reports`);
  await prepareFiles(files, privateFolder);
  return outputs;
}

/** Keeps the folders of reports and recordings their owner's alone. */
export const privateFolder = 0o700;

/** Sees to it that files can be written, folders on the way to them made with a mode. Throws a usage error otherwise. */
export async function prepareFiles(files: readonly (string | undefined)[], mode = 0o777): Promise<void> {
  for (const file of files) if (file !== undefined) await writing(file, () => assertWritable(file, mode));
}

function parseOutput(text: string): Output {
  const [format = '', ...file] = text.split(':');
  if (!Object.hasOwn(verifyRenderers, format))
    throw userError('usage', `unknown report format "${format}"`, { hint: `Known are: ${reportFormats}` });
  const name = file.length > 0 ? file.join(':') : undefined;
  if (name === '')
    throw userError('usage', `--report ${text} names no file`, {
      hint: 'Without the colon it goes to standard output.',
    });
  return { format, file: name };
}

/** Writes a report of `verify` as `writeOutputs` does. */
export async function writeReports(
  report: Report,
  outputs: readonly Output[],
  options: { strict: boolean; all?: boolean },
  streams: Streams,
): Promise<boolean> {
  const render: Render = async (format, { color, terminal }) =>
    (await verifyRenderers[format]?.(report, { ...options, color, verdictLast: terminal })) ?? '';
  return writeOutputs(outputs, render, streams);
}

/**
 * Writes in each way that was asked for, and tells whether all could be written. One that could not is told on standard error,
 * and the verdict with it where it stands nowhere else; it neither keeps the others back nor changes what a gate says.
 */
export async function writeOutputs(outputs: readonly Output[], render: Render, streams: Streams): Promise<boolean> {
  const errors: unknown[] = [];
  for (const output of outputs) await writeOutput(output, render, streams).catch((error) => errors.push(error));
  if (errors.length === 0) return true;
  for (const error of errors) printError(error, streams.stderr);
  if (outputs.some(({ format, file }) => format === 'tty' && file === undefined)) return false;
  const [verdict] = (await render('tty', plainFile)).split('\n', 1);
  streams.stderr.write(`${verdict}\n`);
  return false;
}

/** Writes in one format, to standard output or a file; with `github`, the summary of the job gets it, too. */
async function writeOutput({ format, file }: Output, render: Render, streams: Streams): Promise<void> {
  const terminal = file === undefined && streams.stdout.isTTY === true;
  const text = await render(format, { terminal, color: terminal && hasColors(streams) });
  if (file === undefined) streams.stdout.write(text);
  else await writing(file, () => replaceFile(file, text));
  // GitHub shows what a job adds to this file on the page of its run.
  const summary = format === 'github' ? process.env.GITHUB_STEP_SUMMARY : undefined;
  if (!summary) return;
  const page = await render('markdown', plainFile);
  await writing(summary, () => appendFile(summary, page));
}

async function assertWritable(file: string, mode: number): Promise<void> {
  await makeFolder(dirname(file), mode);
  const there = await stat(file).catch(() => undefined);
  if (there?.isDirectory()) throw new Error('it is a folder');
  await access(there ? file : dirname(file), constants.W_OK);
}

/** Makes a folder, one level at a time: node's own way never ends where a file system refuses new folders. */
async function makeFolder(folder: string, mode: number): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there && !there.isDirectory()) throw new Error(`${folder} is no folder`);
  if (there) return;
  await makeFolder(dirname(folder), mode);
  await mkdir(folder, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Writes a file; what cannot be written becomes a usage error. */
export async function writing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw unwritable(file, cause);
  }
}
