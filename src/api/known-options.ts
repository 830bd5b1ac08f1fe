import { userError } from '../errors.ts';
import type { Keys } from '../signature/keys.ts';
import type { ContractChoice } from './contract.ts';

/** Lists the names that options of a kind have; the compiler sees that none is missing. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** Names the options by which a contract is chosen. */
export const contractChoiceNames: OptionNames<ContractChoice> = {
  contract: true,
  overlays: true,
  operation: true,
  path: true,
  eventFrom: true,
  auth: true,
  signature: true,
  signedUrl: true,
  handshake: true,
  headers: true,
  allowedHosts: true,
  unchecked: true,
};

const keyNames: OptionNames<Keys> = { public: true, private: true };

/**
 * Refuses options of a function that it does not know, those of its `keys` included: a slip would leave what is meant undone.
 * Throws a usage error that names the first, and what is near it.
 */
export async function refuseUnknownOptions<Options extends object>(
  call: string,
  options: Options,
  known: OptionNames<Options>,
): Promise<void> {
  await refuseUnknownNames(call, 'option', options, known);
  const { keys } = options as { keys?: Partial<Keys> };
  if (keys) await refuseUnknownNames(call, 'name in keys', keys, keyNames);
}

async function refuseUnknownNames(
  call: string,
  kind: string,
  given: object,
  known: Readonly<Record<string, true>>,
): Promise<void> {
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const { similarNames } = await import('../scenario/similar-names.ts');
  const near = similarNames(unknown, names);
  throw userError('usage', `${call}: unknown ${kind} "${unknown}"`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known are: ${names.join(', ')}.`,
  });
}
