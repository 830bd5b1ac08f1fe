import type { DriftReport } from '../../change.ts';
import { packageVersion } from '../../contract/bundled.ts';
import { driftRenderers } from '../../reports/drift/renderers.ts';
import type { Context } from '../context.ts';
import type { DriftFlags } from './flags.ts';

export const formats = Object.keys(driftRenderers);

/** Sees to it that a file can be written, before anything is read for it. Throws a usage error otherwise. */
export async function writable(file: string): Promise<void> {
  const { writing, assertWritable } = await import('../writable.ts');
  await writing(file, () => assertWritable(file));
}

/** Writes the report to standard output or a file; GitHub's job summary gets it, too. */
export async function print(report: DriftReport, { format, output }: DriftFlags, { stdout }: Context): Promise<void> {
  const color = output === undefined && stdout.isTTY === true && !process.env.NO_COLOR;
  const options = { color, version: packageVersion() };
  const text = (await driftRenderers[format]?.(report, options)) ?? '';
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (format === 'github' && summary)
    await write(summary, (await driftRenderers.markdown?.(report, options)) ?? '', true);
  if (output === undefined) stdout.write(text);
  else await write(output, text, false);
}

async function write(file: string, text: string, append: boolean): Promise<void> {
  const [{ writing }, { appendFile, writeFile }] = await Promise.all([
    import('../writable.ts'),
    import('node:fs/promises'),
  ]);
  await writing(file, () => (append ? appendFile(file, text) : writeFile(file, text)));
}
