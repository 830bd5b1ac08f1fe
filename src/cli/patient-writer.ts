import { once } from 'node:events';
import type { Streams } from './context.ts';

/** Makes what writes to standard output; a reader that is slower is waited for, by one promise for all that write meanwhile. */
export function patientWriter({ stdout }: Pick<Streams, 'stdout'>): (text: string) => Promise<void> | undefined {
  let drained: Promise<void> | undefined;
  return (text) => {
    if (text === '' || stdout.write(text)) return drained;
    drained ??= once(stdout, 'drain').then(() => {
      drained = undefined;
    });
    return drained;
  };
}
