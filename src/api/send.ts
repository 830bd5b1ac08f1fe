import type { Finding } from '../finding.ts';
import type { Json } from '../schema/json.ts';
import type { Keys } from '../signature/keys.ts';
import { type ContractChoice, openContracts } from './contract.ts';
import { contractChoiceNames, type OptionNames, refuseUnknownOptions } from './known-options.ts';

export { type ErrorCode, isUserError, type UserError } from '../errors.ts';
export type { ContractChoice } from './contract.ts';
export type { Finding };

/** Says which event is delivered, and where. */
export interface SendOptions extends ContractChoice {
  /** The receiver's whole address, its path included. */
  to: string | URL;
  /** An event type, or a name of the operation; wanted where there is more than one. */
  type?: string;
  /** The event, in place of an example: bytes go as they are, anything else as JSON. */
  data?: Uint8Array | Json;
  /** Values that are put into the event, by JSON pointer. */
  set?: Readonly<Record<string, Json>>;
  /** By default those of the environment. */
  keys?: Partial<Keys>;
  /** Bounds how long the answer may take, in milliseconds; 10,000 by default. */
  timeoutMs?: number;
}

/** Holds what a receiver answered to one event. */
export interface SentEvent {
  /** Tells whether the receiver took it: a 2xx. */
  accepted: boolean;
  status: number;
  /** Names are in lower case. */
  headers: Record<string, string>;
  body: string;
  durationMs: number;
  /** The event as it was sent. */
  event: string;
  /** Says why the contract refuses the event, which only `data` may be refused for; undefined for a valid one. */
  finding: Finding | undefined;
}

/**
 * Delivers one event, once, with the credentials that the contract asks for. Throws an input error for a bad contract, a usage
 * error for an event that it does not know, and a target error where no answer comes.
 */
export async function send(options: SendOptions): Promise<SentEvent> {
  await refuseUnknownOptions('send', options, sendNames);
  const { to, type: name, data, set = {}, keys, timeoutMs = 10_000, ...choice } = options;
  const [contracts, { chooseEvent }, { singleEvent, withFactsSet }, { deliverOnce }, { keysFrom }, { receiverUrl }] =
    await Promise.all([
      openContracts(choice),
      import('../simulator/choose-event.ts'),
      import('../simulator/single-event.ts'),
      import('../delivery/deliver-once.ts'),
      import('../signature/keys.ts'),
      import('../http-client/connections.ts'),
    ]);
  const url = receiverUrl(String(to));
  const bytes = data === undefined ? undefined : bytesOf(data);
  const facts = Object.entries(set);
  const chosen = chooseEvent(contracts, name, withFactsSet(bytes, facts));
  const { contract } = chosen;
  const { body, finding } = await singleEvent(contract, { ...chosen, data: bytes, facts });
  const answer = await deliverOnce({ url, contract, keys: keysFrom(keys, contract.security), timeoutMs }, body);
  const { status, headers, durationMs } = answer;
  const event = body.toString();
  return {
    accepted: status >= 200 && status < 300,
    status,
    headers,
    body: answer.body.toString(),
    durationMs,
    event,
    finding,
  };
}

function bytesOf(data: Uint8Array | Json): Buffer {
  return data instanceof Uint8Array ? Buffer.from(data) : Buffer.from(JSON.stringify(data));
}

const sendNames: OptionNames<SendOptions> = {
  ...contractChoiceNames,
  ...{ to: true, type: true, data: true, set: true, keys: true, timeoutMs: true },
};
