import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, userError } from '../errors.ts';
import type { Report } from '../report.ts';
import { renderers } from '../reports/renderers.ts';
import type { Context } from './context.ts';

/** Where a report goes, and how it is written; without a file it goes to standard output. */
export interface Output {
  format: string;
  file: string | undefined;
}

/** All formats, for a help text. */
export const formats = Object.keys(renderers).join(', ');

/** Reads `FORMAT[:FILE]`. */
export function parseOutput(text: string): Output {
  const [format = '', ...file] = text.split(':');
  if (!Object.hasOwn(renderers, format))
    throw userError('usage', `unknown report format "${format}"`, { hint: `Known are: ${formats}` });
  return { format, file: file.length > 0 ? file.join(':') : undefined };
}

/** Writes a report as it was asked for; folders on the way to the file are made. */
export async function print(
  report: Report,
  { format, file }: Output,
  strict: boolean,
  { stdout }: Pick<Context, 'stdout'>,
): Promise<void> {
  const color = file === undefined && stdout.isTTY === true && !process.env.NO_COLOR;
  const text = (await renderers[format]?.(report, { color, strict })) ?? '';
  if (format === 'github') await appendSummary(report, strict);
  if (file === undefined) {
    stdout.write(text);
    return;
  }
  await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  });
}

/** GitHub shows what a job adds to this file on the page of its run. */
async function appendSummary(report: Report, strict: boolean): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const text = (await renderers.markdown?.(report, { color: false, strict })) ?? '';
  await writing(file, () => appendFile(file, text));
}

async function writing(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
}
