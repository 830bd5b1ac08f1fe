import type { Command } from 'commander';
import { startReceiver } from '../../api/receiver.ts';
import { type Contract, loadContract } from '../../contract/load.ts';
import { curlCommand, keyVariables } from '../../delivery/curl.ts';
import { defaultLimits } from '../../edge/limits.ts';
import { openJournal } from '../../journal/open.ts';
import { hasSignature } from '../../openapi/security.ts';
import { exampleOf } from '../../schema/example.ts';
import { type Context, linePrinter } from '../context.ts';
import {
  addAuthOptions,
  addContractOptions,
  addServerOptions,
  announceKeys,
  chosenKeys,
  contractOptions,
  type ServerFlags,
  wholeNumber,
} from '../options.ts';
import { serveUntilStopped } from '../signals.ts';

interface Flags extends ServerFlags {
  journal: string;
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
  addServerOptions(addAuthOptions(addContractOptions(command)), 3000)
    .option('--journal <url>', 'where taken events are kept: memory', 'memory')
    .option('--max-depth <levels>', 'the deepest nesting that is taken', wholeNumber(1, 10_000), defaultLimits.depth)
    .addHelpText('after', help)
    .action((flags: Flags) => serve(flags, context));
}

async function serve(flags: Flags, context: Context): Promise<void> {
  const contract = await loadContract(contractOptions(flags));
  const say = linePrinter(context);
  for (const note of contract.notes) say(`note: ${note}`);
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
  say(`deliveries go to ${receiver.url}${contract.operation.path}`);
  say(`try it:  ${firstDelivery(contract, receiver.url)}`);
  await serveUntilStopped(context, receiver.url, async () => {
    await receiver.close();
    await journal.close();
  });
}

/** Writes a command that delivers the smallest valid event, keys from the environment. */
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
