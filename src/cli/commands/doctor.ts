import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { bundledContract, bundledOverlay, packageVersion } from '../../contract/bundled.ts';
import type { Repair } from '../../diagnosis.ts';
import { runDoctor } from '../../doctor/run.ts';
import { messageOf, userError } from '../../errors.ts';
import { readText } from '../../openapi/fetch.ts';
import { documentText, hostsFor, readDocument } from '../../openapi/read.ts';
import { doctorRenderers } from '../../reports/doctor/renderers.ts';
import { type Context, hasColors } from '../context.ts';
import { collect } from '../options.ts';

interface Flags {
  overlay?: string[];
  allowHost?: string[];
  fix?: string;
  format: string;
}

const help = `
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
    .addOption(
      new Option('--format <format>', 'how findings are written').choices(Object.keys(doctorRenderers)).default('tty'),
    )
    .addHelpText('after', help)
    .action((source: string | undefined, flags: Flags) => examine(source, flags, context));
}

async function examine(given: string | undefined, flags: Flags, context: Context): Promise<void> {
  const name = given ?? bundledContract;
  const page = await readText(name, hostsFor(name, flags.allowHost ?? []));
  const source = await readDocument(name, flags.allowHost ?? [], page);
  const overlays = [...(given === undefined ? [bundledOverlay] : []), ...(flags.overlay ?? [])];
  const { diagnoses, actions, complete } = await runDoctor(source, { overlays });
  const color = hasColors(context);
  const called = given ?? 'the bundled contract, repaired';
  const lineOf = flags.format === 'sarif' ? await lines(page) : () => 1;
  const render = doctorRenderers[flags.format];
  const report = { source: called, lineOf, diagnoses, complete, version: packageVersion(), color };
  context.stdout.write(render?.(report) ?? '');
  if (flags.fix !== undefined) await writeOverlay(flags.fix, actions, called, context);
  context.exit(diagnoses.some(({ level }) => level === 'error') ? 1 : 0);
}

async function lines(page: string): Promise<(pointer: string) => number> {
  const { lineFinder } = await import('../../openapi/lines.ts');
  return lineFinder(documentText(page));
}

async function writeOverlay(file: string, actions: readonly Repair[], source: string, context: Context): Promise<void> {
  if (actions.length === 0) {
    context.stderr.write(`nothing to repair: ${file} is not written\n`);
    return;
  }
  const info = { title: `Repairs of ${source}`, version: '1.0.0' };
  try {
    await writeFile(
      file,
      stringify({ overlay: '1.0.0', info, actions }, { lineWidth: 120, aliasDuplicateObjects: false }),
    );
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
  context.stderr.write(`wrote ${actions.length} overlay actions to ${file}\n`);
}
