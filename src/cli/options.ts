import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ContractOptions } from '../contract/load.ts';
import type { AuthMode } from '../openapi/security.ts';
import { developmentKeys, type Keys, keysFrom, keyVariables } from '../signature/keys.ts';
import type { Streams } from './context.ts';

/** The options by which every command is told its contract, as commander parses them. */
export interface ContractFlags {
  contract?: string;
  overlay?: string[];
  operation?: string;
  allowHost?: string[];
  auth?: AuthMode;
  publicKey?: string;
  privateKey?: string;
}

export function addContractOptions(command: Command): Command {
  return command
    .option('--contract <file|url>', 'the contract to judge by (default: the bundled one)')
    .option('--overlay <file>', 'an overlay that repairs the contract (repeatable)', collect)
    .option('--operation <id|path>', 'the operation that receives events, where there is more than one')
    .option('--allow-host <host>', 'a host that references may be fetched from (repeatable)', collect);
}

export function addAuthOptions(command: Command, mode: AuthMode = 'keys'): Command {
  return command
    .addOption(
      new Option('--auth <mode>', 'how deliveries prove themselves')
        .choices(['keys', 'signature', 'both', 'none'])
        .default(mode),
    )
    .option('--public-key <key>', 'the public key (or HOOKPROOF_PUBLIC_KEY)')
    .option('--private-key <key>', 'the private key (or HOOKPROOF_PRIVATE_KEY)');
}

export function contractOptions(flags: ContractFlags): ContractOptions {
  return {
    ...(flags.contract === undefined ? {} : { contract: flags.contract }),
    ...(flags.operation === undefined ? {} : { operation: flags.operation }),
    ...(flags.auth === undefined ? {} : { auth: flags.auth }),
    overlays: flags.overlay ?? [],
    allowedHosts: flags.allowHost ?? [],
  };
}

/** The keys to use; development keys are announced, since nobody could guess them. */
export function keysOf(flags: ContractFlags, streams: Pick<Streams, 'stderr'>, env = process.env): Keys {
  const keys = chosenKeys(flags, env);
  announceKeys(keys, flags, streams);
  return keys;
}

/** The keys to use, and not a word of them. */
export function chosenKeys(flags: ContractFlags, env = process.env): Keys {
  return keysFrom({ public: flags.publicKey, private: flags.privateKey }, env);
}

/** Prints the development keys, where they are used; a key of the user's own is never printed. */
export function announceKeys(keys: Keys, flags: ContractFlags, { stderr }: Pick<Streams, 'stderr'>): void {
  if (flags.auth === 'none') return;
  for (const role of ['public', 'private'] as const) {
    if (keys[role] === developmentKeys[role])
      stderr.write(`export ${keyVariables[role]}=${keys[role]}  # development key\n`);
  }
}

export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** A parser for whole numbers within bounds. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };
}

/** A parser for a share, from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.2.');
}

/** A parser for an instant: RFC 3339, or `now`. */
export function instant(text: string): Date {
  const value = text === 'now' ? new Date() : new Date(text);
  const written = text === 'now' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  if (written && !Number.isNaN(value.getTime())) return value;
  throw new InvalidArgumentError('It must be an instant such as 2026-01-15T09:30:00Z, or now.');
}
