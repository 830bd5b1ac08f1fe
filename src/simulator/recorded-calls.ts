import type { Contract } from '../contract/load.ts';
import type { PieceFault } from '../recorded/piece.ts';
import { readRecordings } from '../recorded/read.ts';
import type { Source } from '../recorded/sources.ts';
import type { PlannedCall } from '../scenario/plan.ts';
import { parseJson } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';

/**
 * Gives the recorded events, in their order, each as a call of its own and byte for byte as it was recorded, JSON or not.
 * Tells `onFault` of what holds no event. Throws an input error for a source that cannot be read.
 */
export async function* recordedCalls(
  sources: readonly Source[],
  { operation, identity, typePath }: Pick<Contract, 'operation' | 'identity' | 'typePath'>,
  onFault: (fault: PieceFault & { file: string }) => void,
): AsyncGenerator<PlannedCall> {
  for await (const record of readRecordings(sources, operation.method.toUpperCase())) {
    if (record.kind === 'fault') {
      onFault(record);
      continue;
    }
    const { bytes, file } = record;
    const event = parseJson(bytes.toString());
    const id = textAt(event, identity) ?? '-';
    const type = textAt(event, typePath) ?? 'event';
    yield { id, scenario: file, events: [{ atMs: 0, type, body: bytes }] };
  }
}

function textAt(event: unknown, path: readonly string[] | undefined): string | undefined {
  const value = path && valueAt(event, path);
  return typeof value === 'string' ? value : undefined;
}
