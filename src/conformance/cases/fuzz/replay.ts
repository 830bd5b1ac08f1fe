import { basename, join } from 'node:path';
import type { Contract, Contracts } from '../../../contract/load.ts';
import { unwritable, userError } from '../../../errors.ts';
import { makeFolder } from '../../../make-folder.ts';
import { readRegularFile } from '../../../regular-file.ts';
import { replaceFile } from '../../../replace-file.ts';
import { isObject, jsonText, parseJson } from '../../../schema/json.ts';
import { deliveryJudge } from '../../../validator/deliveries.ts';
import { type Case, eventCase } from '../case.ts';

/** Holds an event that a receiver judged wrongly, kept so that it can be sent again. */
export interface KeptFailure {
  schemaVersion: 1;
  expect: 'accepted' | 'refused';
  /** Seeded the random events of the run. */
  seed: number;
  /** The body, byte for byte. */
  body: string;
}

/** Writes a failure into a folder, and gives the file's path. */
export async function keepFailure(folder: string, failure: KeptFailure, name: string): Promise<string> {
  const file = join(folder, `${name}.json`);
  try {
    makeFolder(folder);
    await replaceFile(file, jsonText(failure));
  } catch (cause) {
    throw unwritable(file, cause);
  }
  return file;
}

/** Makes the case that sends a kept event again, to the operation that takes it. Throws an input error for a file that holds none. */
export async function replayCase(file: string, contracts: readonly Contract[]): Promise<Case> {
  const parsed = parseJson((await readRegularFile(file)).toString());
  // The seed is for people.
  const { schemaVersion, expect, body } = isObject(parsed) ? parsed : {};
  if (schemaVersion !== 1 || (expect !== 'accepted' && expect !== 'refused') || typeof body !== 'string') {
    throw userError('input', `${file}: not an event that verify --fuzz kept`, {
      hint: 'It wants {"schemaVersion": 1, "expect": "accepted" or "refused", "seed": …, "body": "…"}.',
    });
  }
  const names = {
    id: `replay.${basename(file).replace(/\.json$/, '')}`,
    title: `the event that is kept in ${basename(file)} is ${expect}`,
    group: 'replay',
    level: 'MUST' as const,
    requirement: { source: basename(file), quote: 'an event that was judged wrongly before' },
  };
  const all = contracts as Contracts['all'];
  const verdict = deliveryJudge({ all, every: all, eventFrom: undefined })(Buffer.from(body));
  const contract = verdict.contract ?? verdict.nearest ?? all[0];
  return eventCase(names, { body: Buffer.from(body), isValid: expect === 'accepted' }, contract);
}
