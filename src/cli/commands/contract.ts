import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type ContractFormat, contractFormats, printContract } from '../../api/print-contract.ts';
import { userError } from '../../errors.ts';
import { type Draft, drafts } from '../../export/drafts.ts';
import { type Context, printNotes } from '../context.ts';
import { addContractOptions, type ContractFlags, choice, contractOptions } from '../options.ts';
import { prepareFiles, writing } from '../outputs.ts';

interface Flags extends ContractFlags {
  format: ContractFormat;
  draft?: Draft;
  output?: string;
}

export const help = `
Examples:
  $ hookproof contract > effective.yaml                     the document, overlays applied
  $ hookproof contract --format json-schema > event.schema.json
  $ hookproof contract --format json-schema --draft 7 --output event.schema.json
  $ hookproof contract --format typescript --output events.ts
  $ hookproof contract --contract openapi.yaml --operation order.paid --format json-schema

A validator that has the JSON Schema judges events as hookproof check does. What a draft, or any schema, cannot say is
told on standard error. Several operations are definitions of one schema, of which an event meets any.
The document is YAML, or JSON for an --output that ends in .json; it is printed whole, whatever --operation says.`;

export function configure(command: Command, context: Context): void {
  addContractOptions(command)
    .addOption(choice('--format <format>', 'what is printed', contractFormats))
    .addOption(
      choice('--draft <draft>', 'the draft of JSON Schema (default: "2020-12")', Object.keys(drafts)).default(
        undefined,
      ),
    )
    .option('--output <file>', 'write it to a file (default: standard output)')
    .action((flags: Flags) => print(flags, context));
}

async function print({ format, draft, output, ...flags }: Flags, context: Context): Promise<void> {
  if (draft !== undefined && format !== 'json-schema')
    throw userError('usage', `--draft ${draft} is of JSON Schema`, { hint: 'Give --format json-schema with it.' });
  await prepareFiles([output]);
  const asJson = output?.endsWith('.json') === true;
  const { text, notes } = await printContract({ ...contractOptions(flags), format, draft, asJson });
  printNotes(context, notes);
  if (output === undefined) context.stdout.write(text);
  else await writing(output, () => writeFile(output, text));
}
