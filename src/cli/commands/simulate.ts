import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadContracts } from '../../contract/load.ts';
import { firstAddress } from '../../delivery/parameters.ts';
import { simulateRenderers } from '../../reports/simulate/renderers.ts';
import { type Context, printNotes } from '../context.ts';
import {
  addAuthOptions,
  addHandshakeOption,
  addHeaderOption,
  choice,
  contractOptions,
  deliveryUrl,
  milliseconds,
  wholeNumber,
} from '../options.ts';
import { interruptibly } from '../signals.ts';
import { type DeliveryFlags, deliverAll } from '../simulate/deliver.ts';
import { addTrafficOptions, listScenarios, trafficOf } from '../simulate/traffic.ts';

interface Flags extends DeliveryFlags {
  to?: string;
  list?: true;
}

export const help = `
Examples:
  $ hookproof simulate --list                                  which calls are there, and how do they go?
  $ hookproof simulate --to http://127.0.0.1:3000/the/path     one whole call, at once
  $ hookproof simulate all --to $URL --speed 60x               each kind of call, an hour in a minute
  $ hookproof simulate mixed --to $URL --calls 10000 --duplicates 0.2 --shuffle --lost-acks 0.05 --quiet
  $ hookproof simulate all --to $URL --duplicates 0.2 --effects /effects   does each event take effect once?
  $ hookproof simulate --from recordings/ --to $URL            recorded events, byte for byte

A call keeps its order, each event waiting until the one before it was accepted; --shuffle gives that up, within a call
and across. What is not answered with 2xx within the time-out is sent again after a while, --retries times; a redirect
is a failed delivery. A receiver that says Retry-After is left alone as long as it asks, up to 60 s; one that says 410
gets nothing more, nor does one that denies the first deliveries with 401 or 403 and has accepted none. The same --seed
makes the same calls, duplicates and losses, in the same order where --concurrency is 1.
Each attempt is a line, but on a terminal where they would be more than 1000.
With --effects each event that was acknowledged must stand in the receiver's log of effects once, however often it came.
With --handshake the receiver is asked first whether its URL is its own; nothing is delivered where the answer is wrong.
Status 0: everything was accepted in the end; 1: something never was, the handshake failed, the receiver wanted no more,
or an event took effect never or twice; 3: nothing listens there; 130: interrupted.`;

export function configure(command: Command, context: Context): void {
  addHeaderOption(addHandshakeOption(addAuthOptions(addTrafficOptions(command))))
    .option('--to <url>', "the receiver's whole address, its path included")
    .option(
      '--effects <url|path>',
      'where the receiver tells, as NDJSON, what it did with which event: is it once for each?',
    )
    .option('--list', 'print the scenarios instead of delivering any')
    .addOption(
      new Option('--speed <speed>', 'instant, or how many times as fast as in life: 1x, 60x')
        .argParser(parseSpeed)
        .default(Number.POSITIVE_INFINITY, 'instant'),
    )
    .option(
      '--concurrency <n>',
      'calls under way at once; deliveries, with --shuffle (default: 16)',
      wholeNumber(1, 512),
    )
    .option('--retries <n>', 'attempts after the first one', wholeNumber(0, 1_000), 10)
    .option(
      '--backoff <ms>',
      'the longest wait before the second attempt; it doubles, up to 100 times',
      wholeNumber(0, 600_000),
      100,
    )
    .option('--duplicates <share>', 'how many of the events are delivered twice', parseShare, 0)
    .option('--shuffle', 'neither calls nor their events keep their order')
    .option('--lost-acks <share>', 'how many deliveries lose their first acknowledgement', parseShare, 0)
    .option('--timeout <ms>', 'how long each attempt may take', milliseconds, 10_000)
    .addOption(
      choice('--format <format>', 'how attempts and summary are written', Object.keys(simulateRenderers), 'tty'),
    )
    .option('--quiet', 'print the summary alone')
    .action((names: string[], flags: Flags) => simulateDeliveries(names, flags, context));
}

async function simulateDeliveries(names: readonly string[], flags: Flags, context: Context): Promise<void> {
  const contracts = await loadContracts(contractOptions(flags));
  if (flags.list) {
    context.stdout.write(await listScenarios(contracts, flags, names));
    return;
  }
  const url = firstAddress(deliveryUrl(flags, 'simulate'), contracts.all[0], contracts.all);
  await interruptibly(context, async (signal) => {
    const note = (text: string): void => printNotes(context, [text]);
    const traffic = await trafficOf(names, flags, { contracts, signal, note });
    await deliverAll({ traffic, url, contracts, signal }, flags, context);
  });
}

function parseSpeed(text: string): number {
  if (text === 'instant') return Number.POSITIVE_INFINITY;
  const times = Number(/^(\d{1,9}(?:\.\d{1,9})?)x$/.exec(text)?.[1]);
  if (times > 0) return times;
  throw new InvalidArgumentError('It must be instant, or a number with an x: 1x, 60x.');
}

function parseShare(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.2.');
}
