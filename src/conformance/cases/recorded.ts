import { hash } from 'node:crypto';
import { type Contract, type Contracts, methodsOf } from '../../contract/load.ts';
import { quoted } from '../../delivery/curl.ts';
import { userError } from '../../errors.ts';
import { readRecordings } from '../../recorded/read.ts';
import type { Source } from '../../recorded/sources.ts';
import { shownEvents } from '../../redaction/given-events.ts';
import { toPointer } from '../../schema/pointer.ts';
import { deliveryJudge } from '../../validator/deliveries.ts';
import { type Case, type DeliveredEvent, eventCase, sourceAt } from './case.ts';

/** Holds what recordings give: their cases, and of each operation the first event that is valid. */
export interface GivenRecordings {
  cases: Case[];
  valid: ReadonlyMap<Contract, Buffer>;
}

/**
 * Makes a case for each different event of recordings. A valid one must be accepted byte for byte; what becomes of an
 * invalid one is only observed, since its sender did send it. Reports show pseudonyms in place of personal data. Throws an input error for what is no
 * event, or when there is none at all.
 */
export async function recordedCases(sources: readonly Source[], contracts: Contracts): Promise<GivenRecordings> {
  const judge = deliveryJudge(contracts);
  const show = shownEvents();
  const cases = new Map<string, Case>();
  const valid = new Map<Contract, Buffer>();
  for await (const record of readRecordings(sources, methodsOf(contracts))) {
    if (record.kind === 'fault' && record.isLeftOut) continue;
    // To leave it out would be to judge less than was given, and to say nothing of it.
    if (record.kind === 'fault')
      throw userError('input', `${record.file}:${record.line}: the event ${record.finding.message}`, {
        hint: 'Take it out of the recording; hookproof check names all that is wrong there.',
      });
    const { bytes: body, file, line } = record;
    // The same event may have been delivered many times.
    const id = `recorded.${hash('sha256', body).slice(0, 12)}`;
    if (cases.has(id)) continue;
    const verdict = judge(body, record.header, record.url);
    if (verdict.isOther) continue;
    const { findings, contract = verdict.nearest ?? contracts.all[0] } = verdict;
    const [finding] = findings;
    if (!finding && !valid.has(contract)) valid.set(contract, body);
    const title = finding
      ? `the illegal event recorded in ${file}, line ${line} (${finding.rule})`
      : `the event recorded in ${file}, line ${line}, is accepted byte for byte`;
    const event = { body, isValid: finding === undefined, exact: true, shown: () => show(body, contract) };
    cases.set(id, {
      ...recordedCase({ id, title, group: 'recorded' }, event, contract),
      needs: `--events ${quoted(file)}`,
    });
  }
  const names = sources.map(({ name }) => name).join(', ');
  if (cases.size === 0) throw userError('input', `${names}: no event found`);
  return { cases: [...cases.values()], valid };
}

/** Makes the case of a recorded event: a valid one must be accepted, an invalid one is only observed. */
export function recordedCase(
  names: Pick<Case, 'id' | 'title' | 'group'>,
  event: DeliveredEvent,
  contract: Contract,
): Case {
  const requirement = {
    source: sourceAt(contract, toPointer(contract.operation.location)),
    quote: `responses: ${contract.statuses.join(', ')}`,
  };
  return eventCase({ ...names, level: event.isValid ? 'MUST' : 'OBSERVE', requirement }, event, contract);
}
