import { readRecording } from './read.ts';
import type { Record } from './record.ts';
import type { Source } from './sources.ts';

/** One event out of a recording, and where it stands. */
export type RecordedDelivery = Extract<Record, { kind: 'event' }> & { file: string };

/** A place in a recording that holds no event. */
export type RecordedFault = Extract<Record, { kind: 'fault' }> & { file: string };

/**
 * The events of recordings, one after the other, whatever their form; of those that hookproof recorded, the whole exchange
 * too. What is no event is passed over, and `onFault` is told of it. Throws an input error for a source that cannot be read.
 */
export async function* recordedDeliveries(
  sources: readonly Source[],
  method: string,
  onFault: (fault: RecordedFault) => void = () => {},
): AsyncGenerator<RecordedDelivery> {
  for (const source of sources) {
    for await (const record of readRecording(source.open(), { name: source.name, strict: source.named, method })) {
      if (record.kind === 'event') yield { ...record, file: source.name };
      else onFault({ ...record, file: source.name });
    }
  }
}
