import type { Command } from 'commander';
import { type Contract, loadContract } from '../../contract/load.ts';
import { curlCommand, keyVariables, quoted } from '../../delivery/curl.ts';
import { defaultLimits } from '../../edge/limits.ts';
import { printable } from '../../printable.ts';
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
  maxBody: number;
  quiet?: true;
}

const help = `
Examples:
  $ hookproof mock
  $ hookproof mock --port 0 --contract openapi.yaml     a free port, and an API of your own

Prism answers as the contract says, examples first, and its telemetry is off. It refuses what the contract refuses and
says why in the header sl-violations. A status of your choice, where the contract declares it:  -H 'Prefer: code=400'
At its start it prints the curl lines that get each answer. SIGTERM ends it with status 0.`;

export function configure(command: Command, context: Context): void {
  addAuthOptions(addContractOptions(command))
    .option('--port <port>', 'the port; 0 picks a free one', wholeNumber(0, 65_535), 4010)
    .option('--host <address>', 'the address to bind', '127.0.0.1')
    .option('--max-body <bytes>', 'the largest body that is taken', wholeNumber(1, 2 ** 31), defaultLimits.bodyBytes)
    .option('--quiet', 'print no line for each request')
    .addHelpText('after', help)
    .action((flags: Flags) => mock(flags, context));
}

async function mock(flags: Flags, context: Context): Promise<void> {
  // Prism brings along a package that reports installations and starts to its maker.
  process.env.SCARF_ANALYTICS = 'false';
  const [contract, { startMock }] = await Promise.all([
    loadContract(contractOptions(flags)),
    import('../../upstream/server.ts'),
  ]);
  const keys = chosenKeys(flags);
  const say = (line: string): void => void context.stderr.write(`${line}\n`);
  const server = await startMock({
    contract,
    keys,
    port: flags.port,
    host: flags.host,
    limits: { bodyBytes: flags.maxBody },
    onAnswer({ method = '', url = '' }, status, reasons) {
      // A query may carry a key.
      const line = [`${status} ${method} ${url.split('?', 1)[0]}`, ...reasons.slice(0, 3)].join('  ');
      if (!flags.quiet) say(printable(line));
    },
  });
  for (const note of [...contract.notes, ...server.notes]) say(`note: ${printable(note)}`);
  announceKeys(keys, flags, context);
  for (const { method, path } of server.operations) say(`mocks ${method} ${path}`);
  for (const [answer, line] of tries(contract, server.url)) say(`\n# ${answer}\n${line}`);
  // Whoever reads the next line may stop us at once.
  const stopped = untilStopped();
  context.stdout.write(`listening on ${server.url}\n`);
  const signal = await stopped;
  await server.close();
  if (signal === 'SIGINT') context.exit(130);
}

/** What each answer takes: a legal request, then one thing wrong with it at a time. */
function tries(contract: Contract, base: string): [answer: string, command: string][] {
  const { operation, security, body, variants, statuses } = contract;
  const [variant] = variants;
  const credentials = security[0] ?? [];
  const event = variant ? JSON.stringify(exampleOf(variant, 'minimal')) : '{}';
  const line = (more: { body?: string; keys?: boolean; prefer?: string }): string =>
    curlCommand({
      method: operation.method.toUpperCase(),
      url: base + operation.path,
      headers: [
        ['content-type', body.mediaTypes[0] ?? 'application/json'],
        ...(more.prefer ? [['prefer', more.prefer] as const] : []),
      ],
      filled: more.keys === false ? [] : credentials.map(filled(more.body ?? event)),
      body: more.body ?? event,
    });
  const success = statuses.find((status) => status.startsWith('2')) ?? '200';
  const refusal = statuses.find((status) => status.startsWith('4'));
  return [
    [`${success}: a legal event`, line({})],
    [`${refusal ?? '4xx'}: an illegal one`, line({ body: '{}' })],
    ...(credentials.length > 0 ? [['401: without credentials', line({ keys: false })] as [string, string]] : []),
    ...(refusal ? [[`${refusal}: whatever is sent`, line({ prefer: `code=${refusal}` })] as [string, string]] : []),
  ];
}

type Credential = Contract['security'][number][number];

/** A header whose value the shell fills in: a key of the environment, or a signature that openssl makes with one. */
function filled(event: string): (credential: Credential) => readonly [string, string] {
  return ({ name, source }) => {
    const key = `$${keyVariables[source.key]}`;
    if (source.kind === 'key') return [name, key];
    const out = source.encoding === 'hex' ? " | sed 's/.* //'" : ' -binary | base64 -w0';
    return [name, `$(printf %s ${quoted(event)} | openssl dgst -${source.algorithm} -hmac ${key}${out})`];
  };
}
