import { appendFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { userError } from '../errors.ts';
import type { Report } from '../report.ts';
import { verifyRenderers } from '../reports/verify/renderers.ts';
import type { Context } from './context.ts';
import { assertWritable, writing } from './writable.ts';

/** Where a report goes, and how it is written; without a file it goes to standard output. */
export interface Output {
  format: string;
  file: string | undefined;
}

/** All formats, for a help text. */
export const formats = Object.keys(verifyRenderers).join(', ');

/** Formats that a program reads: two of them in one stream are of no use. */
const whole = ['json', 'junit', 'html', 'ctrf'];

/**
 * Reads what `--report` was given, and sees to it that all of it can be written, folders on the way to files made: before
 * anything is run for it. Throws a usage error otherwise.
 */
export async function prepareOutputs(texts: readonly string[]): Promise<Output[]> {
  const outputs = texts.map(parseOutput);
  const [one, other] = outputs.filter(({ format, file }) => file === undefined && whole.includes(format));
  if (one && other)
    throw userError('usage', `--report ${one.format} and ${other.format} cannot share standard output`, {
      hint: `Give one of them a file: --report ${other.format}:FILE`,
    });
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw userError('usage', `${twice}: is the file of two reports`);
  for (const file of files) await writing(file, () => assertWritable(file));
  return outputs;
}

/** Reads `FORMAT[:FILE]`. */
function parseOutput(text: string): Output {
  const [format = '', ...file] = text.split(':');
  if (!Object.hasOwn(verifyRenderers, format))
    throw userError('usage', `unknown report format "${format}"`, { hint: `Known are: ${formats}` });
  if (file.length > 0 && file.join(':') === '')
    throw userError('usage', `--report ${text} names no file`, {
      hint: 'Without the colon it goes to standard output.',
    });
  return { format, file: file.length > 0 ? file.join(':') : undefined };
}

/** Writes a report in each way that was asked for. One that cannot be written keeps none of the others back. */
export async function printAll(
  report: Report,
  outputs: readonly Output[],
  strict: boolean,
  context: Pick<Context, 'stdout'>,
): Promise<void> {
  const errors: unknown[] = [];
  for (const output of outputs) await print(report, output, strict, context).catch((error) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

async function print(
  report: Report,
  { format, file }: Output,
  strict: boolean,
  { stdout }: Pick<Context, 'stdout'>,
): Promise<void> {
  const color = file === undefined && stdout.isTTY === true && !process.env.NO_COLOR;
  const text = (await verifyRenderers[format]?.(report, { color, strict })) ?? '';
  if (format === 'github') await appendSummary(report, strict);
  if (file === undefined) {
    stdout.write(text);
    return;
  }
  await writing(file, () => writeFile(file, text));
}

/** GitHub shows what a job adds to this file on the page of its run. */
async function appendSummary(report: Report, strict: boolean): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const text = (await verifyRenderers.markdown?.(report, { color: false, strict })) ?? '';
  await writing(file, () => appendFile(file, text));
}
