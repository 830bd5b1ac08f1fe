import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/load.ts';
import { quoted } from '../../delivery/curl.ts';
import { userError } from '../../errors.ts';
import { readRecordings } from '../../recorded/read.ts';
import type { EventEntry } from '../../recorded/recording-entry.ts';
import type { Source } from '../../recorded/sources.ts';
import { type EventVerdict, eventValidator } from '../../validator/event.ts';
import { type Case, oneStep, plainSend } from './case.ts';
import { sourceOf } from './written/read-case.ts';

/**
 * Makes a case for each different event of recordings. A valid one must be accepted byte for byte; what becomes of an
 * invalid one is only observed, since its sender did send it. Throws an input error when there is no event at all.
 */
export async function recordedCases(sources: readonly Source[], contract: Contract): Promise<Case[]> {
  const validate = eventValidator(contract);
  const cases = new Map<string, Case>();
  for await (const record of readRecordings(sources, contract.operation.method.toUpperCase())) {
    if (record.kind === 'fault') continue;
    // The same event may have been delivered many times.
    const id = `recorded.${createHash('sha256').update(record.bytes).digest('hex').slice(0, 12)}`;
    if (!cases.has(id)) cases.set(id, deliveredCase(id, record, validate(record.bytes), contract));
  }
  const names = sources.map(({ name }) => name).join(', ');
  if (cases.size === 0) throw userError('input', `${names}: no event found`);
  return [...cases.values()];
}

function deliveredCase(
  id: string,
  { bytes, file, line }: EventEntry & { file: string },
  { findings: [finding] }: EventVerdict,
  contract: Contract,
): Case {
  const title = finding
    ? `the illegal event recorded in ${file}, line ${line} (${finding.rule})`
    : `the event recorded in ${file}, line ${line}, is accepted byte for byte`;
  const recorded = recordedCase({ id, title, group: 'recorded', bytes }, contract, finding === undefined);
  for (const { send } of recorded.steps) send.exact = true;
  return { ...recorded, needs: `--events ${quoted(file)}` };
}

/** Makes the case of a recorded event: a valid one must be accepted, an invalid one is only observed. */
export function recordedCase(
  { bytes, ...names }: Pick<Case, 'id' | 'title' | 'group'> & { bytes: Buffer },
  contract: Contract,
  isValid: boolean,
): Case {
  const send = plainSend(bytes, contract, isValid ? 'legal' : 'illegal');
  return {
    ...names,
    level: isValid ? 'MUST' : 'OBSERVE',
    requirement: {
      source: sourceOf('contract#{operation}', contract),
      quote: `responses: ${contract.statuses.join(', ')}`,
    },
    ...oneStep(send, isValid ? 'accepted' : 'observed'),
  };
}
