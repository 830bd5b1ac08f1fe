import type { RunningServer, ServerOptions } from '../edge/server.ts';
import type { Journal } from '../journal/journal.ts';
import { memoryJournal } from '../journal/memory/journal.ts';
import { openJournal } from '../journal/open.ts';
import type { Listener, ReceiverSetup } from '../receiver/receiver.ts';
import type { Keys } from '../signature/keys.ts';
import { type ContractChoice, openContracts } from './contract.ts';
import { contractChoiceNames, type OptionNames, refuseUnknownOptions } from './known-options.ts';

export { type ErrorCode, isUserError, type UserError } from '../errors.ts';

export type { ContractChoice } from './contract.ts';
export type { Journal, Keys, Listener, RunningServer };
export { memoryJournal, openJournal };

/** Holds the options of a reference receiver; each has a default. */
export interface ReceiverOptions extends ContractChoice, Pick<ReceiverSetup, 'limits' | 'onAnswer' | 'onDenied'> {
  /** Keys that deliveries must carry; what is missing comes from the environment, else it is a development key. */
  keys?: Partial<Keys>;
  /** Stores what is taken; memory by default. */
  journal?: Journal;
}

/** Holds the options of a reference receiver that listens itself: on a free port of this machine by default. */
export interface ReceiverServerOptions extends ReceiverOptions, Partial<Pick<ServerOptions, 'port' | 'host'>> {}

/**
 * Makes the reference receiver as a request listener of `node:http`: it authenticates, validates, stores and answers as the
 * contract says. Throws an input error for a bad contract.
 */
export async function createReceiver(options: ReceiverOptions = {}): Promise<Listener> {
  await refuseUnknownOptions('createReceiver', options, receiverNames);
  return listenerFor(options);
}

async function listenerFor(options: ReceiverOptions): Promise<Listener> {
  const { keys = {}, journal = memoryJournal(), limits, onAnswer, onDenied } = options;
  const [contracts, { receiverListener }, { keysFrom }] = await Promise.all([
    openContracts(options),
    import('../receiver/receiver.ts'),
    import('../signature/keys.ts'),
  ]);
  return receiverListener({
    contracts,
    keys: keysFrom(keys, contracts.all[0].security),
    journal,
    limits,
    onAnswer,
    onDenied,
  });
}

/** Starts the reference receiver and gives its base URL. Throws a target error when the address cannot be had. */
export async function startReceiver(options: ReceiverServerOptions = {}): Promise<RunningServer> {
  await refuseUnknownOptions('startReceiver', options, { ...receiverNames, port: true, host: true });
  const [listener, { startServer }] = await Promise.all([listenerFor(options), import('../edge/server.ts')]);
  const { port = 0, host = '127.0.0.1', limits } = options;
  return startServer(listener, { port, host, limits });
}

const receiverNames: OptionNames<ReceiverOptions> = {
  ...contractChoiceNames,
  ...{ keys: true, journal: true, limits: true, onAnswer: true, onDenied: true },
};
