import type { Command } from 'commander';
import { loadContracts } from '../../contract/load.ts';
import { unmeetableNotes } from '../../contract/meetable.ts';
import { defaultLimits } from '../../edge/limits.ts';
import { ownPath } from '../../edge/own-routes.ts';
import { receiverUrl } from '../../http-client/connections.ts';
import { newToken } from '../../inspector/replay.ts';
import { printable } from '../../printable.ts';
import { type Context, linePrinter, printNotes } from '../context.ts';
import { destinations } from '../destinations.ts';
import { damageTeller, openNamedJournal } from '../journal/open.ts';
import { heardDeliveries } from '../listen/deliveries.ts';
import { pressedKeys } from '../listen/keys.ts';
import { openAddress } from '../listen/open-address.ts';
import {
  addHandshakeOption,
  addServerOptions,
  announceKeys,
  chosenKeys,
  collect,
  contractOptions,
  wholeNumber,
} from '../options.ts';
import { type ReceivingFlags, startReceiving } from '../serve/receiver.ts';
import { storingTeller } from '../serve/storing.ts';
import { serveUntilStopped } from '../signals.ts';

interface Flags extends ReceivingFlags {
  journal: string;
  type?: string[];
  to?: string;
}

export const help = `
Examples:
  $ hookproof listen
  $ hookproof listen --type 'order.*' --to http://127.0.0.1:8080/hooks     r sends the last order there again
  $ hookproof listen --journal sqlite:hooks.db | tee hooks.log             a plain log

It receives as hookproof serve does, and prints a line for each delivery as it comes: time, status, method, path, operation and
type, milliseconds, and what was wrong; what else was wrong stands in lines below. What may be somebody's is … in it; the page
at /_hookproof/ shows all.
On a terminal r sends the last delivery that was shown to --to, with keys or signed anew, o opens the page, and q or
Ctrl-C ends it.`;

export function configure(command: Command, context: Context): void {
  addHandshakeOption(addServerOptions(command, 3000))
    .option('--type <glob>', 'show only events whose type or operation is like this (repeatable)', collect)
    .option('--to <url>', 'where r sends the last delivery again')
    .option('--journal <url>', 'where deliveries are kept: sqlite:FILE, postgres://HOST/DATABASE, or memory', 'memory')
    .option('--max-depth <levels>', 'the deepest nesting that is taken', wholeNumber(1, 10_000), defaultLimits.depth)
    .action((flags: Flags) => listenTo(flags, context));
}

async function listenTo(flags: Flags, context: Context): Promise<void> {
  const to = flags.to === undefined ? undefined : receiverUrl(flags.to);
  const contracts = await loadContracts(contractOptions(flags));
  const [contract] = contracts.all;
  const keys = chosenKeys(flags, contract);
  const say = linePrinter(context);
  printNotes(context, [...contracts.notes, ...unmeetableNotes(contracts.all)]);
  const print = (line: string): void => void context.stdout.write(`${printable(line)}\n`);
  const deliveries = heardDeliveries(contracts, { keys, types: flags.type ?? [], maxDepth: flags.maxDepth, to, print });
  const journal = await openNamedJournal(flags.journal, { onDamage: damageTeller(flags.journal, say) });
  const { answered } = deliveries;
  const storing = storingTeller(say);
  const receiver = await startReceiving(flags, { contracts, keys, journal, token: newToken(), answered, storing });
  announceKeys(keys, flags, context, contract);
  for (const line of destinations(contracts.all, receiver.url)) say(printable(line));
  const page = receiver.url + ownPath;
  say(`look at them:  ${page}`);
  const release = pressedKeys(context, {
    r: deliveries.replayLast,
    o: () => openAddress(page, print),
    q: () => process.kill(process.pid, 'SIGTERM'),
    '\u0003': () => process.kill(process.pid, 'SIGINT'),
  });
  if (release) say('r sends the last one again, o opens the page, q ends');
  await serveUntilStopped(context, receiver.url, async () => {
    release?.();
    await receiver.close();
    await journal.close();
  });
}
