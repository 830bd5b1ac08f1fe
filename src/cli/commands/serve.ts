import type { Command } from 'commander';
import { loadContract } from '../../contract/load.ts';
import { openJournal } from '../../journal/open.ts';
import { defaultLimits } from '../../receiver/limits.ts';
import { startReceiver } from '../../receiver/server.ts';
import type { Context } from '../dispatch.ts';
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
  $ curl -i localhost:3000/v2/webhooks/call-events -H 'content-type: application/json' \\
      -H "x-public-key: $HOOKPROOF_PUBLIC_KEY" -H "x-private-key: $HOOKPROOF_PRIVATE_KEY" \\
      -d '{"event":{"type":"call.initiate","data":{}}}'

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
  context.stdout.write(`listening on ${receiver.url}\n`);
  context.stderr.write(`deliveries go to ${receiver.url}${contract.operation.path}\n`);
  const signal = await untilStopped();
  await receiver.close();
  await journal.close();
  if (signal === 'SIGINT') context.exit(130);
}
