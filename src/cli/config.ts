import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command, Option } from 'commander';
import { type PresetKind, presetKinds, presetNames } from '../contract/presets.ts';
import { messageOf, userError } from '../errors.ts';
import { isUrl, readText } from '../openapi/read/fetch.ts';
import { parseObject } from '../openapi/read/parse.ts';
import { checkRegularFile } from '../regular-file.ts';
import { isObject } from '../schema/json.ts';

/** Lists the files that are found by themselves in the folder where the command runs; the first that is there counts. */
export const configNames = ['ts', 'js', 'json', 'yaml'].map((ending) => `hookproof.config.${ending}`);
/** Lists the options whose values are files: they are meant from where the configuration stands. */
const fileOptions = new Set([
  ...['contract', 'overlay', 'module', 'baseline', 'cases', 'events', 'replay', 'keep', 'out', 'scenarios', 'from'],
  ...['against', 'traffic', 'implementation', 'cache', 'lastFailed'],
]);
/** Lists options of which only one counts: where the command line has one, it outdoes whichever a configuration has. */
const rivals = ['url', 'exec', 'module'];

/** Adds `--config`; what it holds counts for every option that the command line leaves open. */
export function addConfigOption(command: Command, all: readonly string[]): Command {
  return command
    .option('--config <file>', `options, from a file (default: ${configNames[0]}, .js, .json or .yaml)`)
    .hook('preAction', async (_, running) => applyConfig(running, all));
}

async function applyConfig(command: Command, all: readonly string[]): Promise<void> {
  const file = command.opts().config ?? (await existingFiles(configNames))[0];
  if (file === undefined) return;
  const config = await readConfig(file);
  const own = sectionOf(config, command, file);
  // `report` is the name of a command and of an option; an option is never an object.
  // A section in which nothing is said yet is null in YAML.
  const isSection = (key: string, value: unknown): boolean => all.includes(key) && (isObject(value) || value === null);
  const general = Object.entries(config).filter(([key, value]) => !isSection(key, value));
  for (const [key, value] of [...general, ...Object.entries(own)]) {
    const option = command.options.find((each) => each.attributeName() === key || each.long === `--${key}`);
    // What is said for all commands may be no option of this one.
    if (!option && isShared(key)) continue;
    if (!option || key === 'config') {
      const hint = 'Options of a single command stand below its name.';
      throw userError('usage', `${file}: "${key}" is no option of ${command.name()}`, { hint });
    }
    const name = option.attributeName();
    if (!['default', undefined].includes(command.getOptionValueSource(name))) continue;
    if (rivals.includes(name) && rivals.some((each) => command.getOptionValueSource(each) === 'cli')) continue;
    command.setOptionValueWithSource(name, parseConfigValue(option, value, file), 'config');
  }
}

function sectionOf(config: Record<string, unknown>, command: Command, file: string): Record<string, unknown> {
  const section = config[command.name()] ?? {};
  if (isObject(section)) return section;
  if (sharedOptions.includes(command.name())) return {};
  throw userError('usage', `${file}: ${command.name()} must hold options`);
}

/** Lists the options of most commands, in the spelling of the command line. */
const sharedOptions = [
  'contract',
  'overlay',
  'operation',
  'event-from',
  'allow-host',
  'auth',
  'signature',
  'handshake',
  'header',
  'signed-url',
  'public-key',
  'private-key',
  'report',
];

function isShared(key: string): boolean {
  return sharedOptions.includes(key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}

/** Selects those of the files that are there. */
export async function existingFiles(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => stat(name).catch(() => undefined)));
  return names.filter((_, index) => found[index] !== undefined);
}

async function readConfig(file: string): Promise<Record<string, unknown>> {
  if (!['.ts', '.js', '.mjs', '.mts'].includes(extname(file))) return parseObject(await readText(file), file);
  checkRegularFile(file);
  const loaded: unknown = await import(pathToFileURL(resolve(file)).href).catch((cause) => {
    throw userError('usage', `${file}: cannot be loaded: ${messageOf(cause)}`, { cause });
  });
  if (isObject(loaded) && isObject(loaded.default)) return loaded.default;
  throw userError('usage', `${file}: its default export must hold options`);
}

/** Reads a value as the command line would give it, checked in the same way. */
function parseConfigValue(option: Option, value: unknown, file: string): unknown {
  if (option.isBoolean()) {
    if (typeof value === 'boolean') return value || undefined;
    throw userError('usage', `${file}: ${option.long} must be true or false`);
  }
  const name = option.attributeName();
  const kind = (presetKinds as Record<string, PresetKind>)[name];
  const each = (item: unknown): string => {
    const text = String(item);
    const isFile = kind ? !presetNames(kind).includes(text) : fileOptions.has(name);
    const path = isFile && !isUrl(text);
    return path ? resolve(dirname(file), text) : text;
  };
  const { parseArg } = option;
  try {
    if (Array.isArray(value)) return value.map(each);
    return parseArg ? parseArg(each(value), undefined) : each(value);
  } catch (cause) {
    throw userError('usage', `${file}: ${option.long}: ${messageOf(cause)}`, { cause });
  }
}
