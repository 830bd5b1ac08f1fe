import { createHash } from 'node:crypto';
import type { Contract } from '../../contract/load.ts';
import { quoted } from '../../delivery/curl.ts';
import { userError } from '../../errors.ts';
import { readRecordings } from '../../recorded/read.ts';
import type { EventRecord } from '../../recorded/record.ts';
import type { Source } from '../../recorded/sources.ts';
import { type EventVerdict, eventValidator } from '../../validator/event.ts';
import { type Case, oneStep, plainSend } from './case.ts';
import { sourceOf } from './written/read-case.ts';

/**
 * A case for each different event of recordings. A legal one must be accepted byte for byte; what a receiver makes of an
 * illegal one is only observed, since its sender did send it. Throws an input error when there is no event at all.
 */
export async function recordedCases(sources: readonly Source[], contract: Contract): Promise<Case[]> {
  const validate = eventValidator(contract);
  const cases = new Map<string, Case>();
  for await (const record of readRecordings(sources, contract.operation.method.toUpperCase())) {
    if (record.kind === 'fault') continue;
    // The same event may have been delivered many times.
    const id = `recorded.${createHash('sha256').update(record.bytes).digest('hex').slice(0, 12)}`;
    if (!cases.has(id)) cases.set(id, caseOf(id, record, validate(record.bytes), contract));
  }
  const names = sources.map(({ name }) => name).join(', ');
  if (cases.size === 0) throw userError('input', `${names}: no event found`);
  return [...cases.values()];
}

function caseOf(
  id: string,
  { bytes, file, line }: EventRecord & { file: string },
  { findings: [finding] }: EventVerdict,
  contract: Contract,
): Case {
  const legal = finding === undefined;
  const method = contract.operation.method.toUpperCase();
  const send = { ...plainSend(bytes, method, legal ? 'legal' : 'illegal'), exact: true };
  return {
    id,
    title: legal
      ? `the event recorded in ${file}, line ${line}, is accepted byte for byte`
      : `the illegal event recorded in ${file}, line ${line} (${finding.rule})`,
    group: 'recorded',
    level: legal ? 'MUST' : 'OBSERVE',
    requirement: {
      source: sourceOf('contract#{operation}', contract),
      quote: `responses: ${contract.statuses.join(', ')}`,
    },
    needs: `--events ${quoted(file)}`,
    ...oneStep(send, legal ? 'accepted' : 'observed'),
  };
}
