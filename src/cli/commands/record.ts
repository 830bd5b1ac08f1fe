import type { Command } from 'commander';
import { loadContracts } from '../../contract/load.ts';
import { messageOf } from '../../errors.ts';
import { receiverUrl } from '../../http-client/connections.ts';
import { printable } from '../../printable.ts';
import type { StoredExchange } from '../../recorded/exchange.ts';
import { startRecorder } from '../../recorder/recorder.ts';
import { type Context, linePrinter } from '../context.ts';
import { addServerOptions, chosenKeys, contractOptions, milliseconds, type ServerFlags } from '../options.ts';
import { serveUntilStopped } from '../signals.ts';

interface Flags extends ServerFlags {
  to: string;
  out: string;
  redact: boolean;
  timeout: number;
  quiet?: true;
}

export const help = `
Examples:
  $ hookproof record --to http://127.0.0.1:3000/hooks/incoming
  $ hookproof check hookproof-recordings/                            was everything legal?
  $ hookproof verify --url $URL --events hookproof-recordings/      does a receiver still take it?
  $ hookproof simulate --to $URL --from hookproof-recordings/       all of it again, in its order

Point the sender at the recorder instead of the receiver. Everything passes byte for byte, so signatures stay right;
only Host names the receiver. A request for / goes to the path of --to. A receiver that fails is shown as it is: the
sender's connection is reset or closed. Each run writes one NDJSON file, a line for each exchange.
Of several operations each event is judged and redacted by its own.
Keys and signatures are never written. Personal data become pseudonyms, the same for the same value throughout a file.
SIGTERM lets requests under way finish and exits 0; 1 when something passed that could not be written.`;

export function configure(command: Command, context: Context): void {
  addServerOptions(command, 4020, 'both')
    .requiredOption('--to <url>', "the receiver's address")
    .option('--out <folder>', 'where recordings are written', 'hookproof-recordings')
    .option('--no-redact', 'write personal data as it is; keys are taken out all the same')
    .option('--timeout <ms>', 'how long the receiver may be silent', milliseconds, 60_000)
    .option('--quiet', 'print no line for each exchange')
    .action((flags: Flags) => record(flags, context));
}

async function record(flags: Flags, context: Context): Promise<void> {
  const to = receiverUrl(flags.to);
  const contracts = await loadContracts(contractOptions(flags));
  const say = linePrinter(context);
  let lost = 0;
  const recorder = await startRecorder({
    contracts,
    keys: chosenKeys(flags, contracts.all[0]),
    to,
    port: flags.port,
    host: flags.host,
    out: flags.out,
    personalData: flags.redact,
    timeoutMs: flags.timeout,
    limits: { bodyBytes: flags.maxBody },
    onExchange: (stored) => flags.quiet || say(printable(exchangeLine(stored))),
    onFailure: (error) => {
      if (lost++ === 0) say(`hookproof: cannot write the recording: ${codeOf(error)}; deliveries pass all the same`);
    },
  });
  if (!flags.redact) say('warning: --no-redact: personal data is written as it is; keep the files to yourself');
  say(`deliveries go to ${recorder.url}${to.pathname === '/' ? '' : to.pathname}, and on to ${to.origin}`);
  say(`recording to ${recorder.file}`);
  await serveUntilStopped(context, recorder.url, async () => {
    await recorder.close();
    if (lost === 0) return;
    say(`${lost} exchanges passed that could not be written`);
    context.exit(1);
  });
}

function exchangeLine({ request, response, failure, durationMs, event }: StoredExchange): string {
  const legal = event && !event.legal ? `  illegal (${[...new Set(event.rules)].join(', ')})` : '';
  const target = request.target.split('?', 1)[0];
  return `${response?.status ?? failure} ${request.method} ${target} ${durationMs} ms${legal}`;
}

/** Names an error without its message, which could quote what was to be written. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? messageOf(error) : 'it could not be redacted';
}
