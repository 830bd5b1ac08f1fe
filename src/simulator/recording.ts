import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import { readRecording } from '../recorded/read.ts';
import type { Source } from '../recorded/sources.ts';
import type { PlannedCall } from '../scenario/plan.ts';
import { valueAt } from '../schema/pointer.ts';

/**
 * The recorded events, in their order, each as a call of its own and byte for byte as it was recorded. Throws an input error
 * for what cannot be read as an event, before anything that comes after it.
 */
export async function* recordedCalls(
  sources: readonly Source[],
  contract: Pick<Contract, 'operation' | 'identity' | 'typePath'>,
): AsyncGenerator<PlannedCall> {
  const method = contract.operation.method.toUpperCase();
  for (const { name, named, open } of sources) {
    for await (const record of readRecording(open(), { name, strict: named, method })) {
      if (record.kind === 'fault') throw userError('input', `${name}:${record.line}: ${record.finding.message}`);
      const event = parsed(record.bytes);
      const id = textAt(event, contract.identity) ?? '-';
      const type = textAt(event, contract.typePath) ?? 'event';
      yield { id, scenario: name, events: [{ atMs: 0, type, body: record.bytes }] };
    }
  }
}

/** What is no JSON was recorded all the same, and is delivered as it is. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function textAt(event: unknown, path: readonly string[] | undefined): string | undefined {
  const value = path && valueAt(event, path);
  return typeof value === 'string' ? value : undefined;
}
