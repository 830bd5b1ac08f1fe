import { appendFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { userError } from '../errors.ts';
import type { Report } from '../report.ts';
import { verifyRenderers } from '../reports/verify/renderers.ts';
import { type Context, hasColors } from './context.ts';
import { assertWritable, writing } from './writable.ts';

/** Says where a report goes, and in which format; without a file it goes to standard output. */
export interface Output {
  format: string;
  file: string | undefined;
}

/** Holds the renderers of one subject, by format. */
type Renderers<Subject, Options> = Readonly<
  Record<string, (subject: Subject, options: Options & { color: boolean }) => string | Promise<string>>
>;

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
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw userError('usage', `${twice}: is the file of two reports`);
  await prepareFiles(files);
  return outputs;
}

/** Sees to it that files can be written, folders on the way to them made. Throws a usage error otherwise. */
export async function prepareFiles(files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) if (file !== undefined) await writing(file, () => assertWritable(file));
}

/** Reads `FORMAT[:FILE]`. */
function parseOutput(text: string): Output {
  const [format = '', ...file] = text.split(':');
  if (!Object.hasOwn(verifyRenderers, format))
    throw userError('usage', `unknown report format "${format}"`, { hint: `Known are: ${reportFormats}` });
  if (file.length > 0 && file.join(':') === '')
    throw userError('usage', `--report ${text} names no file`, {
      hint: 'Without the colon it goes to standard output.',
    });
  return { format, file: file.length > 0 ? file.join(':') : undefined };
}

/** Writes a report in each way that was asked for. One that cannot be written keeps none of the others back. */
export async function writeReports(
  report: Report,
  outputs: readonly Output[],
  strict: boolean,
  context: Pick<Context, 'stdout'>,
): Promise<void> {
  const how = { renderers: verifyRenderers, options: { strict }, context };
  const errors: unknown[] = [];
  for (const output of outputs) await writeOutput(report, output, how).catch((error) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

/** Writes a report in one format, to standard output or a file; with `github`, the summary of the job gets it, too. */
export async function writeOutput<Subject, Options>(
  report: Subject,
  { format, file }: Output,
  how: { renderers: Renderers<Subject, Options>; options: Options; context: Pick<Context, 'stdout'> },
): Promise<void> {
  const { renderers, options, context } = how;
  const color = file === undefined && hasColors(context);
  const text = (await renderers[format]?.(report, { ...options, color })) ?? '';
  // GitHub shows what a job adds to this file on the page of its run.
  const summary = format === 'github' ? process.env.GITHUB_STEP_SUMMARY : undefined;
  if (summary) {
    const page = (await renderers.markdown?.(report, { ...options, color: false })) ?? '';
    await writing(summary, () => appendFile(summary, page));
  }
  if (file === undefined) context.stdout.write(text);
  else await writing(file, () => writeFile(file, text));
}
