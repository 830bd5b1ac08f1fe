import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { bundledContract, bundledOverlay } from '../../contract/bundled.ts';
import type { Repair } from '../../diagnosis.ts';
import { runDoctor } from '../../doctor/run.ts';
import { userError } from '../../errors.ts';
import { isUrl, readText } from '../../openapi/read/fetch.ts';
import { documentText, hostsFor, readDocument } from '../../openapi/read/read.ts';
import { packageVersion } from '../../package-version.ts';
import { replaceFile } from '../../replace-file.ts';
import { doctorRenderers } from '../../reports/doctor/renderers.ts';
import { type Context, hasColors } from '../context.ts';
import { keepYoungSpace } from '../memory.ts';
import { choice, collect } from '../options.ts';
import { writing } from '../outputs.ts';

interface Flags {
  overlay?: string[];
  allowHost?: string[];
  fix?: string;
  force?: true;
  format: keyof typeof doctorRenderers;
}

export const help = `
Examples:
  $ hookproof doctor                                   the bundled contract, its repairs applied
  $ hookproof doctor openapi.yaml                      a document as it is published
  $ hookproof doctor openapi.yaml --fix repairs.yaml   write the overlay that repairs it
  $ hookproof doctor openapi.yaml --overlay repairs.yaml
  $ hookproof serve --contract openapi.yaml --overlay repairs.yaml

Each finding says where it is, what follows from it, shows an event that is judged wrongly, and names its repair.
Status 1: there is a finding of level error; warnings and notes do not gate.`;

export function configure(command: Command, context: Context): void {
  command
    .argument('[file|url]', 'an OpenAPI document (default: the bundled contract with its repairs)')
    .option('--overlay <file>', 'an overlay to apply first (repeatable)', collect)
    .option('--allow-host <host>', 'a host that references may be fetched from (repeatable)', collect)
    .option('--fix <file>', 'write the overlay that repairs what can be repaired')
    .option('--force', 'let --fix write over a file that is there; the document itself is never written')
    .addOption(choice('--format <format>', 'how findings are written', Object.keys(doctorRenderers), 'tty'))
    .action((source: string | undefined, flags: Flags) => examine(source, flags, context));
}

async function examine(given: string | undefined, flags: Flags, context: Context): Promise<void> {
  const name = given ?? bundledContract;
  if (flags.fix !== undefined) await refuseOverwriting(flags.fix, name, flags.force ?? false);
  const page = await readText(name, hostsFor(name, flags.allowHost ?? []));
  const source = await readDocument(name, flags.allowHost ?? [], page);
  keepYoungSpace();
  const overlays = [...(given === undefined ? [bundledOverlay] : []), ...(flags.overlay ?? [])];
  const { diagnoses, actions, complete, leftOut } = await runDoctor(source, { overlays });
  const called = given ?? 'the bundled contract, repaired';
  const lines = flags.format === 'sarif' ? await import('../../openapi/read/lines.ts') : undefined;
  const lineOf = lines?.lineFinder(documentText(page)) ?? (() => 1);
  const report = {
    source: called,
    lineOf,
    diagnoses,
    complete,
    leftOut,
    version: packageVersion(),
    color: hasColors(context),
  };
  context.stdout.write(doctorRenderers[flags.format](report));
  if (flags.fix !== undefined) await writeOverlay(flags.fix, actions, called, context);
  context.exit(diagnoses.some(({ level }) => level === 'error') ? 1 : 0);
}

async function writeOverlay(file: string, actions: readonly Repair[], source: string, context: Context): Promise<void> {
  if (actions.length === 0) {
    context.stderr.write(`nothing to repair: ${file} is not written\n`);
    return;
  }
  const info = { title: `Repairs of ${source}`, version: '1.0.0' };
  const text = stringify({ overlay: '1.0.0', info, actions }, { lineWidth: 120, aliasDuplicateObjects: false });
  await writing(file, () => replaceFile(file, text, 'same'));
  context.stderr.write(`wrote ${actions.length} overlay actions to ${file}\n`);
}

/** Throws a usage error where the file is the document itself, by any spelling or link, or is there and may not be replaced. */
async function refuseOverwriting(file: string, document: string, force: boolean): Promise<void> {
  const there = await fileAt(file);
  if (!there) return;
  const own = isUrl(document) ? undefined : await fileAt(document);
  if (own && own.dev === there.dev && own.ino === there.ino)
    throw userError('usage', `--fix ${file}: that is the document itself, which is never written`, {
      hint: 'Name another file for the overlay that repairs it.',
    });
  if (there.isFile() && !force)
    throw userError('usage', `--fix ${file}: the file is there already`, { hint: 'Give --force to write over it.' });
}

/** Finds what a file is, links followed; undefined where there is none. Inode numbers may be larger than a number can tell. */
function fileAt(file: string): Promise<BigIntStats | undefined> {
  return stat(file, { bigint: true }).catch(() => undefined);
}
