import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BaselineOptions, BaselineUpdate } from '../baseline/update.ts';
import type { Contract, ContractOptions } from '../contract/load.ts';
import { defaultLimits } from '../edge/limits.ts';
import { userError } from '../errors.ts';
import type { Header } from '../exchange.ts';
import { receiverUrl } from '../http-client/connections.ts';
import type { AuthMode, Security } from '../openapi/security.ts';
import { printable } from '../printable.ts';
import { developmentKeysFor, type Keys, keysFrom, keyVariables } from '../signature/keys.ts';
import { printNotes, type Streams } from './context.ts';

/** Holds the options by which every command is told its contract, as commander parses them. */
export interface ContractFlags {
  contract?: string;
  overlay?: string[];
  operation?: string[];
  eventFrom?: string;
  path?: string;
  allowHost?: string[];
  auth?: AuthMode;
  signature?: string;
  handshake?: string;
  signedUrl?: string;
  header?: string[];
  publicKey?: string;
  privateKey?: string;
}

/** Holds the options of the commands that run a server. */
export interface ServerFlags extends ContractFlags {
  port: number;
  host: string;
  maxBody: number;
}

export interface BaselineFlags {
  baseline?: string;
  updateBaseline?: true;
}

export function addContractOptions(command: Command): Command {
  return command
    .option('--contract <file|url>', 'the contract to judge by (default: the bundled one)')
    .option('--overlay <file>', 'an overlay that repairs the contract (repeatable)', collect)
    .option(
      '--operation <name>',
      'an operation that receives events: its id, path, METHOD path, or webhook; globs (repeatable; default: all)',
      collect,
    )
    .option('--event-from <place>', 'what names the operation of an event: header:X-Event, or a pointer such as /type')
    .option('--allow-host <host>', 'a host that references may be fetched from (repeatable)', collect);
}

/** Adds the options of a contract, and of how deliveries prove themselves by it. */
export function addAuthOptions(command: Command, mode?: AuthMode): Command {
  return addSignatureOptions(
    addContractOptions(command).addOption(
      new Option('--auth <mode>', 'how deliveries prove themselves')
        .choices(['keys', 'signature', 'both', 'none'] satisfies AuthMode[])
        .default(mode, mode ?? 'what the contract asks, or the scheme of --signature alone'),
    ),
  );
}

/** Adds the options by which a command is told how deliveries are signed, and with which keys. */
export function addSignatureOptions(command: Command): Command {
  return command
    .option(
      '--signature <name|file>',
      'a scheme by which deliveries are signed: github, stripe, … or a file of your own',
    )
    .option('--signed-url <url>', 'the URL that signatures are over, where deliveries go to another')
    .option('--public-key <key>', 'the public key (or HOOKPROOF_PUBLIC_KEY)')
    .option(
      '--private-key <key>',
      'the private key; better as HOOKPROOF_PRIVATE_KEY or HOOKPROOF_SECRET, for arguments can be read by others on the machine',
    );
}

/** Reads the address that deliveries go to. Throws a usage error where none is given. */
export function deliveryUrl({ to }: { to?: string }, command: string): URL {
  if (to !== undefined) return receiverUrl(to);
  throw userError('usage', 'say where to deliver: --to URL', { hint: `See: hookproof ${command} --help` });
}

/** Adds the option for headers of one's own on every delivery. */
export function addHeaderOption(command: Command): Command {
  return command.option("--header <'name: value'>", 'a header that every delivery carries (repeatable)', collect);
}

function parseHeader(text: string): Header {
  // What a name and a value may hold: RFC 9110, 5.6.2 and 5.5.
  const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(text) ?? [];
  if (name !== undefined) return [name, value];
  throw userError('usage', '--header wants a name, a colon and a value, such as "x-shop: 7"');
}

/** Adds the option by which a receiver is asked whether its URL is its own. */
export function addHandshakeOption(command: Command): Command {
  return command.option(
    '--handshake <name|file>',
    'how a receiver proves that its URL is its own: slack, zoom, meta, … or a file of your own',
  );
}

/** Adds the options of a server for deliveries; `port` is where it listens when it is not told otherwise. */
export function addServerOptions(command: Command, port: number, mode?: AuthMode): Command {
  return addAuthOptions(command, mode)
    .option('--port <port>', 'the port; 0 picks a free one', wholeNumber(0, 65_535), port)
    .option('--path <path>', 'where webhooks and callbacks are received (default: /webhooks)', absolutePath)
    .option('--host <address>', 'the address to bind', '127.0.0.1')
    .option('--max-body <bytes>', 'the largest body that is taken', wholeNumber(1, 2 ** 31), defaultLimits.bodyBytes);
}

/** Makes an option that takes one of several words, the first of them unless another is usual. */
export function choice(flags: string, description: string, words: readonly string[], usual = words[0]): Option {
  return new Option(flags, description).choices(words).default(usual);
}

export function contractOptions(flags: ContractFlags): ContractOptions {
  return {
    ...(flags.contract === undefined ? {} : { contract: flags.contract }),
    ...(flags.operation === undefined ? {} : { operation: flags.operation }),
    path: flags.path,
    eventFrom: flags.eventFrom,
    auth: flags.auth,
    signature: flags.signature,
    handshake: flags.handshake,
    signedUrl: flags.signedUrl,
    headers: flags.header?.map(parseHeader),
    overlays: flags.overlay ?? [],
    allowedHosts: flags.allowHost ?? [],
  };
}

/** Chooses the keys to use, and prints not a word of them. */
export function chosenKeys(flags: ContractFlags, { security }: { security: Security }): Keys {
  return keysFrom({ public: flags.publicKey, private: flags.privateKey }, security);
}

/** Prints what was mended in a contract, and what it asks for that is done otherwise. */
export function announceNotes({ notes }: Pick<Contract, 'notes'>, { stderr }: Pick<Streams, 'stderr'>): void {
  printNotes({ stderr }, notes);
}

/** Says what a contract asks keys for, and how the receiver gets them. */
interface KeyUse {
  security: Security;
  handshake?: object | undefined;
  handsOn?: string | undefined;
}

/** Prints those of the development keys that are used: nobody could guess them. A key of the user's own is never printed. */
export function announceKeys(
  keys: Keys,
  flags: ContractFlags,
  { stderr }: Pick<Streams, 'stderr'>,
  { security, handshake, handsOn }: KeyUse,
): void {
  const lines = developmentExports(keys, flags, { security, handshake });
  if (lines.length > 0 && handsOn) stderr.write(`${handsOn}\n`);
  for (const line of lines) stderr.write(`${line}  # development key\n`);
}

/** Writes what tells a shell those of the development keys that are used. */
export function developmentExports(
  keys: Keys,
  { auth }: Pick<ContractFlags, 'auth'>,
  { security, handshake }: KeyUse,
): string[] {
  if (auth === 'none') return [];
  const usual = developmentKeysFor(security);
  const used = rolesIn(security);
  return (['public', 'private'] as const)
    .filter((role) => keys[role] === usual[role] && (used.has(role) || handshake !== undefined))
    .map((role) => `export ${keyVariables[role]}=${keys[role]}`);
}

/** Lists the keys that credentials are made of, and checked by: with Ed25519 one makes what the other checks. */
function rolesIn(security: Security): Set<keyof Keys> {
  return new Set(
    security.flat().flatMap(({ source }): readonly (keyof Keys)[] => {
      if (source.kind === 'key') return source.roles;
      return source.scheme.algorithm === 'ed25519' ? ['public', 'private'] : [source.scheme.key];
    }),
  );
}

/** Says what to change where a receiver denies the credentials of deliveries. */
export function adviceOnDenial({ security: [credentials = []] }: { security: Security }): string {
  const variables = [...rolesIn([credentials])].map((role) => keyVariables[role]).join(' and ');
  const own = variables ? `${variables} to what the receiver knows, or how` : 'how';
  return `${own} deliveries prove themselves: --auth or --signature`;
}

/**
 * Gives the baseline that is named; what is written into it is told on standard error. Throws a usage error where one is to
 * be written and none is named.
 */
export function baselineOption(flags: BaselineFlags, { stderr }: Pick<Streams, 'stderr'>): BaselineOptions | undefined {
  const { baseline: file, updateBaseline: update = false } = flags;
  if (update && file === undefined) throw userError('usage', '--update-baseline wants a --baseline FILE to write');
  if (file === undefined) return undefined;
  return { file, update, onUpdate: (written) => void stderr.write(`${printable(updateSentence(written))}\n`) };
}

const mostDropped = 10;

function updateSentence({ file, added, kept, dropped }: BaselineUpdate): string {
  const more = dropped.length - mostDropped;
  const names = dropped.slice(0, mostDropped).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const counts = `${added} added, ${kept} kept, ${dropped.length} dropped`;
  return `wrote the baseline ${file}: ${counts}${names && ` (${names})`}`;
}

/** Parses an option that may be repeated. */
export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** Makes a parser for whole numbers within bounds. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };
}

/** Parses a number of bytes, such as `500MB` or `2GiB`. */
export function byteSize(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})(|[kKMGT]i?B?)$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('It must be a number of bytes, such as 500MB or 2GiB.');
  return Number(digits) * (unit[1] === 'i' ? 1_024 : 1_000) ** ' KMGT'.indexOf(unit.charAt(0).toUpperCase() || ' ');
}

/** Parses a path. */
function absolutePath(text: string): string {
  if (text.startsWith('/')) return text;
  throw new InvalidArgumentError('A path begins with a slash.');
}

/** Parses a time of up to ten minutes. */
export const milliseconds = wholeNumber(1, 600_000);
