import { type HandshakeScheme, handshakeScheme } from '../openapi/handshake-scheme.ts';
import { bundled } from './bundled.ts';
import { checkData, dataJudge } from './data-files.ts';
import { presetKinds, readPresetOrFile } from './presets.ts';

/** Reads a handshake: one that ships with the package, by name, or a file's. Throws a usage or input error that says what is wrong. */
export async function readHandshake(nameOrFile: string): Promise<HandshakeScheme> {
  const data = readPresetOrFile(presetKinds.handshake, nameOrFile);
  checkData(data, nameOrFile, await dataJudge(bundled('conformance/schemas/handshake.schema.json')));
  return handshakeScheme(data, nameOrFile);
}
