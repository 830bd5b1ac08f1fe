import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { messageOf, userError } from '../errors.ts';
import { parseObject } from '../openapi/read/parse.ts';
import { checkRegularFile } from '../regular-file.ts';
import { bundled } from './bundled.ts';

/** Names a kind of data of which the package ships files, by its folder and as a sentence calls one. */
export interface PresetKind {
  folder: string;
  noun: string;
}

/** Holds the kinds, by the options that name one. */
export const presetKinds = {
  signature: { folder: 'openapi/signatures', noun: 'signature scheme' },
  handshake: { folder: 'openapi/handshakes', noun: 'handshake' },
} satisfies Record<string, PresetKind>;

/** Lists what ships of a kind. */
export function presetNames({ folder }: PresetKind): string[] {
  return readdirSync(bundled(folder))
    .map((name) => name.replace(/\.yaml$/, ''))
    .toSorted();
}

/** Reads what ships under a name. Throws a usage error for an unknown one. */
export function readPreset(kind: PresetKind, name: string): Record<string, unknown> {
  const names = presetNames(kind);
  if (names.includes(name)) return readPresetFile(kind, bundled(`${kind.folder}/${name}.yaml`));
  throw userError('usage', `no ${kind.noun} "${name}"`, { hint: `There are: ${names.join(', ')}.` });
}

/** Reads what ships under a name, or else a file of the user's. Throws a usage error for neither. */
export function readPresetOrFile(kind: PresetKind, nameOrFile: string): Record<string, unknown> {
  return presetNames(kind).includes(nameOrFile) ? readPreset(kind, nameOrFile) : readPresetFile(kind, nameOrFile);
}

function readPresetFile(kind: PresetKind, file: string): Record<string, unknown> {
  let text: string;
  try {
    // What is not there is told of below, with the names that are.
    if (existsSync(file)) checkRegularFile(file);
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = missing ? `no such file, nor a ${kind.noun} of that name` : messageOf(cause);
    throw userError('usage', `${file}: ${why}`, { cause, hint: `There are: ${presetNames(kind).join(', ')}.` });
  }
  return parseObject(text, file);
}
