import { userError } from '../errors.ts';
import type { RecordedFinding, Tally } from '../finding.ts';
import type { Source } from '../recorded/sources.ts';
import type { Keys } from '../signature/keys.ts';
import type { RecordedSignatures } from '../validator/recorded-signatures.ts';
import { type ContractChoice, openContracts } from './contract.ts';
import { contractChoiceNames, type OptionNames, refuseUnknownOptions } from './known-options.ts';

export { type ErrorCode, isUserError, type UserError } from '../errors.ts';
export type { ContractChoice } from './contract.ts';
export type { RecordedFinding, Tally };

/** Says which recorded events are validated: those of files, or those at hand. One of the two is wanted. */
export interface CheckOptions extends ContractChoice {
  /** Recordings: files or folders, JSON, NDJSON or HAR, each also packed with gzip. */
  files?: readonly string[];
  /** Parsed events; a finding's line is the event's number, from 1. */
  events?: Iterable<unknown> | AsyncIterable<unknown>;
  /** Receives each finding as it comes; the report then holds none, so that memory stays small. */
  onFinding?: (finding: RecordedFinding) => void;
  /** Glob of the URLs to which events go; what a recording sent elsewhere is not judged. */
  urlFilter?: string;
  /** Keys that `signature` is judged by, where it is named; what is missing comes from the environment. */
  keys?: Partial<Keys>;
  /** Ends the reading early, between two events. */
  signal?: AbortSignal;
}

/** Holds what the contract says of recorded events. */
export interface CheckReport {
  /** `fail` when an event is invalid, or its signature is asked for and wrong. */
  verdict: 'pass' | 'fail';
  summary: Tally;
  findings: RecordedFinding[];
}

const checkNames: OptionNames<CheckOptions> = {
  ...contractChoiceNames,
  ...{ files: true, events: true, onFinding: true, urlFilter: true, keys: true, signal: true },
};

/** Validates recorded events by a contract. Throws an input error for what cannot be read, or where there is no event. */
export async function check(options: CheckOptions): Promise<CheckReport> {
  await refuseUnknownOptions('check', options, checkNames);
  const [contracts, { checkRecordings }, { refuseUnjudged }, { recordingSources }, { shownFindings }] =
    await Promise.all([
      // Who sent an event is nothing that its schema says.
      openContracts({ ...options, auth: 'none' }),
      import('../validator/recordings.ts'),
      import('../validator/recorded-signatures.ts'),
      import('../recorded/sources.ts'),
      import('../redaction/shown-names.ts'),
    ]);
  const findings: RecordedFinding[] = [];
  const { files = [], events, onFinding = (finding) => void findings.push(finding), signal } = options;
  const named = await recordingSources(files, () => process.stdin);
  const sources = events ? [...named, sourceOfEvents(events)] : named;
  const signatures = await signaturesOf(options);
  const shown = shownFindings(contracts);
  const summary = await checkRecordings(sources, {
    contracts,
    signatures,
    urlFilter: options.urlFilter,
    onFinding: (finding) => onFinding(shown(finding)),
    signal,
  });
  if (summary.events === 0 && !signal?.aborted)
    throw userError('input', 'no event found', { hint: 'Give recordings in `files`, or parsed events in `events`.' });
  if (summary.signatures && !signal?.aborted) refuseUnjudged(summary.signatures);
  return { verdict: summary.illegal > 0 ? 'fail' : 'pass', summary, findings };
}

async function signaturesOf({
  signature,
  signedUrl,
  keys = {},
}: CheckOptions): Promise<RecordedSignatures | undefined> {
  if (signature === undefined) return undefined;
  const [{ signatureSecurity }, { recordedSignatures }, { keysFrom }] = await Promise.all([
    import('../contract/signatures.ts'),
    import('../validator/recorded-signatures.ts'),
    import('../signature/keys.ts'),
  ]);
  const security = signatureSecurity(signature, signedUrl);
  return recordedSignatures(security, keysFrom(keys, security));
}

/** Writes events as NDJSON, the form in which they are read as a stream. */
function sourceOfEvents(events: Iterable<unknown> | AsyncIterable<unknown>): Source {
  return {
    name: 'events',
    size: undefined,
    named: true,
    async *open() {
      for await (const event of events) yield Buffer.from(`${JSON.stringify(event)}\n`);
    },
  };
}
