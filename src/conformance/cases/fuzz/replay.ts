import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Contract } from '../../../contract/load.ts';
import { messageOf, userError } from '../../../errors.ts';
import { isObject } from '../../../schema/json.ts';
import { type Case, oneStep, plainSend } from '../case.ts';

/** Holds an event that a receiver judged wrongly, kept so that it can be sent again. */
export interface KeptFailure {
  schemaVersion: 1;
  expect: 'accepted' | 'refused';
  /** What the run's random events came from. */
  seed: number;
  /** The body, byte for byte. */
  body: string;
}

/** Writes a failure into a folder, and gives the file's path. */
export async function keepFailure(folder: string, failure: KeptFailure, name: string): Promise<string> {
  const file = join(folder, `${name}.json`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // The mode counts only for a file that is new.
    await rm(file, { force: true });
    await writeFile(file, `${JSON.stringify(failure, null, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
  return file;
}

/** Makes the case that sends a kept event again. Throws an input error for a file that holds none. */
export async function replayCase(file: string, contract: Contract): Promise<Case> {
  const { expect, body } = await readFailure(file);
  const send = plainSend(Buffer.from(body), contract, expect === 'accepted' ? 'legal' : 'illegal');
  return {
    id: `replay.${basename(file).replace(/\.json$/, '')}`,
    title: `the event that is kept in ${basename(file)} is ${expect}`,
    group: 'replay',
    level: 'MUST',
    requirement: { source: basename(file), quote: 'an event that was judged wrongly before' },
    ...oneStep(send, expect),
  };
}

async function readFailure(file: string): Promise<KeptFailure> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  });
  const parsed = parsedJson(text);
  const { schemaVersion, expect, body } = isObject(parsed) ? parsed : {};
  if (schemaVersion === 1 && (expect === 'accepted' || expect === 'refused') && typeof body === 'string') {
    // These keys are all that a replay uses; the others are for people.
    return parsed as unknown as KeptFailure;
  }
  throw userError('input', `${file}: not an event that verify --fuzz kept`, {
    hint: 'It wants {"schemaVersion": 1, "expect": "accepted" or "refused", "seed": …, "body": "…"}.',
  });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
