import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type Contract, loadContracts } from '../../contract/load.ts';
import { withCurrentKeys } from '../../delivery/curl.ts';
import { deliverOnce } from '../../delivery/deliver-once.ts';
import { isAccepted, isDenied } from '../../delivery/sender.ts';
import { userError } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import { readBytes } from '../../openapi/read/fetch.ts';
import { shownEvents } from '../../redaction/given-events.ts';
import { sentEventText } from '../../reports/simulate/sent-event.ts';
import { sentence } from '../../schema/validate/describe.ts';
import { type ChosenEvent, chooseEvent, firstEvent } from '../../simulator/choose-event.ts';
import { singleEvent, withFactsSet } from '../../simulator/single-event.ts';
import { type Context, hasColors, printNotes } from '../context.ts';
import { deliveryCurl, isCurlable } from '../curl-lines.ts';
import {
  addAuthOptions,
  addHeaderOption,
  adviceOnDenial,
  announceKeys,
  announceNotes,
  type ContractFlags,
  chosenKeys,
  collect,
  contractOptions,
  deliveryUrl,
  milliseconds,
} from '../options.ts';
import { interruptibly, stdinUntil } from '../signals.ts';
import { parseFacts } from '../simulate/traffic.ts';

interface Flags extends ContractFlags {
  to?: string;
  data?: string;
  set?: string[];
  timeout: number;
  curl?: true;
}

export const help = `
Examples:
  $ hookproof send order.paid --to http://127.0.0.1:3000/the/path
  $ hookproof send order.paid --to $URL --set /order/id=7
  $ hookproof send --curl --to $URL                           what does a delivery carry?
  $ hookproof send --to $URL --data event.json                an event of your own, as it is
  $ jq .body failed.json | hookproof send --to $URL --data -
  $ hookproof send order.paid --contract openapi.yaml --signature github --to $URL

What is sent is a recorded event of the type, or one that the contract shows, or else one made from its schemas; where the
contract says what its events are about, it gets an identity of its own. TYPE may also name the operation, as --operation
does, and is not wanted where there is only one. What --data brings is sent even where the contract refuses it, and that is
said; where the answer repeats it, what it holds of people is not shown. It is sent once, and no redirect is followed.
Status 0: it was accepted; 1: any other answer; 2: bad usage or input; 3: no answer came.`;

export function configure(command: Command, context: Context): void {
  addHeaderOption(addAuthOptions(command))
    .argument('[type]', 'an event type, or a name of the operation')
    .option('--to <url>', "the receiver's whole address, its path included")
    .option('--data <file>', 'the event to send, in place of an example; - is standard input')
    .option('--set <pointer=json>', 'put a value into the event (repeatable)', collect)
    .option('--timeout <ms>', 'how long the answer may take', milliseconds, 10_000)
    .option('--curl', 'print the curl line that sends it (without TYPE: the first), and send nothing')
    .action((name: string | undefined, flags: Flags) => send(name, flags, context));
}

async function send(name: string | undefined, flags: Flags, context: Context): Promise<void> {
  const url = deliveryUrl(flags, 'send');
  const contracts = await loadContracts(contractOptions(flags));
  const data = flags.data === undefined ? undefined : await dataIn(flags.data, context);
  const isExample = flags.curl && name === undefined && data === undefined;
  const facts = parseFacts(flags.set);
  const chosen: ChosenEvent & { note?: string } = isExample
    ? firstEvent(contracts)
    : chooseEvent(contracts, name, withFactsSet(data, facts));
  const { contract } = chosen;
  const { body, finding } = await singleEvent(contract, { ...chosen, data, facts });
  const note = (text: string): void => printNotes(context, [text]);
  // What is given is about people, and a receiver may repeat it.
  const hide = data === undefined ? (text: string) => text : shownEvents()(body, contract).hide;
  if (chosen.note) note(chosen.note);
  // Which names there are, the contract says itself.
  const shown = finding === chosen.unknown ? sentence : (found: Finding) => hide(sentence(found));
  if (finding) note(`the contract refuses this event: ${shown(finding)}`);
  const keys = chosenKeys(flags, contract);
  announceNotes(contract, context);
  announceKeys(keys, flags, context, contract);
  if (flags.curl) return void context.stdout.write(`${withCurrentKeys(curlLine(contract, url, body), keys)}\n`);
  const answer = await deliverOnce({ url, contract, keys, timeoutMs: flags.timeout }, body);
  context.stdout.write(sentEventText(answer, hide, hasColors(context)));
  if (isDenied(answer)) note(`change ${adviceOnDenial(contract)}`);
  if (!isAccepted(answer)) context.exit(1);
}

function curlLine(contract: Contract, url: URL, body: Buffer): string {
  const { headers } = contract;
  const target = url.pathname + url.search;
  if (isCurlable(contract)) return deliveryCurl(contract, url.origin, { body: body.toString(), headers, target });
  throw userError('usage', '--curl: no shell can sign as this contract asks', { hint: 'Leave --curl out to send it.' });
}

async function dataIn(file: string, context: Context): Promise<Buffer> {
  if (file !== '-') return Buffer.from(await readBytes(file));
  let data = Buffer.alloc(0);
  await interruptibly(context, async (signal) => {
    data = await buffer(stdinUntil(signal));
    if (signal.aborted) throw userError('interrupted', 'interrupted');
  });
  return data;
}
