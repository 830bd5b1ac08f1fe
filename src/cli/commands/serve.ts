import type { Command } from 'commander';
import { startReceiver } from '../../api/receiver.ts';
import { type Contract, loadContract } from '../../contract/load.ts';
import { curlCommand, keyVariables } from '../../delivery/curl.ts';
import { defaultLimits } from '../../edge/limits.ts';
import { openJournal } from '../../journal/open.ts';
import { hasSignature } from '../../openapi/security.ts';
import { exampleOf } from '../../schema/example.ts';
import type { Context } from '../context.ts';
import {
  addAuthOptions,
  addContractOptions,
  announceKeys,
  type ContractFlags,
  chosenKeys,
  contractOptions,
  wholeNumber,
} from '../options.ts';
import { untilStopped } from '../signals.ts';

interface Flags extends ContractFlags {
  port: number;
  host: string;
  journal: string;
  maxBody: number;
  maxDepth: number;
}

const help = `
Examples:
  $ hookproof serve
  $ hookproof serve --port 0 --auth signature      a free port, and signed deliveries

At its start it prints a curl line that delivers a first event.
It answers 200 to a legal event; 400, 401, 404, 405, 413 and 415 as application/problem+json.
SIGTERM lets requests under way finish and exits 0.`;

export function configure(command: Command, context: Context): void {
  addAuthOptions(addContractOptions(command))
    .option('--port <port>', 'the port; 0 picks a free one', wholeNumber(0, 65_535), 3000)
    .option('--host <address>', 'the address to bind', '127.0.0.1')
    .option('--journal <url>', 'where taken events are kept: memory', 'memory')
    .option('--max-body <bytes>', 'the largest body that is taken', wholeNumber(1, 2 ** 31), defaultLimits.bodyBytes)
    .option('--max-depth <levels>', 'the deepest nesting that is taken', wholeNumber(1, 10_000), defaultLimits.depth)
    .addHelpText('after', help)
    .action((flags: Flags) => serve(flags, context));
}

async function serve(flags: Flags, context: Context): Promise<void> {
  const contract = await loadContract(contractOptions(flags));
  for (const note of contract.notes) context.stderr.write(`note: ${note}\n`);
  const journal = await openJournal(flags.journal);
  const keys = chosenKeys(flags);
  const receiver = await startReceiver({
    contract,
    keys,
    journal,
    port: flags.port,
    host: flags.host,
    limits: { bodyBytes: flags.maxBody, depth: flags.maxDepth },
  });
  announceKeys(keys, flags, context);
  // Whoever reads the next line may stop us at once.
  const stopped = untilStopped();
  context.stdout.write(`listening on ${receiver.url}\n`);
  context.stderr.write(`deliveries go to ${receiver.url}${contract.operation.path}\n`);
  context.stderr.write(`try it:  ${firstDelivery(contract, receiver.url)}\n`);
  const signal = await stopped;
  await receiver.close();
  await journal.close();
  if (signal === 'SIGINT') context.exit(130);
}

/** A command that delivers the smallest legal event, keys from the environment. */
function firstDelivery({ variants: [variant], operation, security, body }: Contract, base: string): string {
  const signed = hasSignature(security);
  if (signed || !variant) return 'hookproof verify --help';
  return curlCommand({
    method: operation.method.toUpperCase(),
    url: base + operation.path,
    headers: [['content-type', body.mediaTypes[0] ?? 'application/json']],
    filled: (security[0] ?? []).map(({ name, source }) => [name, `$${keyVariables[source.key]}`]),
    body: JSON.stringify(exampleOf(variant, 'minimal')),
  });
}
