import { type Contracts, methodsOf } from '../contract/load.ts';
import type { RecordedFinding, Tally } from '../finding.ts';
import { globExpression } from '../openapi/operations.ts';
import { readRecording } from '../recorded/read.ts';
import type { Source } from '../recorded/sources.ts';
import { deliveryJudge } from './deliveries.ts';
import type { RecordedSignatures } from './recorded-signatures.ts';

interface RecordingCheckOptions {
  contracts: Contracts;
  /** Judges signatures, too. */
  signatures?: RecordedSignatures | undefined;
  /** Describes the URLs to which events go, as a glob: what was sent elsewhere, as far as that is known, is not judged. */
  urlFilter?: string | undefined;
  /** Receives each finding as it comes; the next one waits for it. */
  onFinding: (finding: RecordedFinding) => void | Promise<void>;
  /** Hears of each chunk's length in bytes. */
  onBytes?: ((count: number) => void) | undefined;
  /** Ends the reading early, between two events. */
  signal?: AbortSignal | undefined;
}

/** Validates all events of all sources in turn. Throws an input error for what cannot be read. */
export async function checkRecordings(
  sources: readonly Source[],
  { contracts, signatures, urlFilter, onFinding, onBytes, signal }: RecordingCheckOptions,
): Promise<Tally> {
  const judge = deliveryJudge(contracts, { every: true });
  const methods = methodsOf(contracts);
  const several = contracts.all.length > 1;
  const filter = urlFilter === undefined ? undefined : globExpression(urlFilter);
  const tally: Tally = { files: 0, events: 0, legal: 0, illegal: 0, findings: 0 };
  const onSkipped = (reason: string): void => {
    tally.skipped ??= {};
    tally.skipped[reason] = (tally.skipped[reason] ?? 0) + 1;
  };
  for (const source of sources) {
    if (signal?.aborted) break;
    tally.files++;
    for await (const record of readRecording(source, { methods, onBytes, onSkipped })) {
      if (signal?.aborted) break;
      const verdict = record.kind === 'event' ? judge(record.bytes, record.header, record.url) : undefined;
      const isElsewhere = record.kind === 'event' && record.url !== undefined && filter?.test(record.url) === false;
      if (isElsewhere || verdict?.isOther) {
        onSkipped(isElsewhere ? 'another URL' : 'another operation');
        continue;
      }
      const findings =
        record.kind === 'event'
          ? [...(verdict?.findings ?? []), ...(signatures?.judge(record) ?? [])]
          : [record.finding];
      if (verdict && verdict.possible > 1) tally.ambiguous = (tally.ambiguous ?? 0) + 1;
      tally.events++;
      tally.findings += findings.length;
      if (findings.length === 0) tally.legal++;
      else tally.illegal++;
      for (const finding of findings) {
        const line = record.kind === 'event' && finding.pointer !== '' ? record.lineOf(finding.pointer) : record.line;
        const operation = several ? verdict?.contract?.operation.name : undefined;
        await onFinding({ file: source.name, line, ...finding, ...(operation === undefined ? {} : { operation }) });
      }
    }
  }
  return signatures ? { ...tally, signatures: signatures.tally } : tally;
}
