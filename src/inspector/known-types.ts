import { setImmediate as breath, setTimeout } from 'node:timers/promises';
import type { Contract } from '../contract/contract.ts';

/** Holds the event types of operations, as far as they are known. */
interface KnownTypes {
  typesOf(contract: Contract): readonly string[];
  /** Is false where those of some operations are not known yet. */
  isAll: boolean;
}

/** Is how long a page waits for them, in milliseconds. */
const waitMs = 200;

/**
 * Makes what gives the types of operations. To find them takes seconds where there are hundreds of large schemas: it is done when somebody
 * first asks, one operation after the other, with a turn for deliveries between two, and whoever asks is told after a moment what is known.
 */
export function knownTypes(operations: readonly Contract[]): () => Promise<KnownTypes> {
  const known = new Map<Contract, readonly string[]>();
  const findAll = async (): Promise<void> => {
    for (const contract of operations) {
      known.set(contract, contract.eventTypes);
      await breath();
    }
  };
  let finding: Promise<void> | undefined;
  return async () => {
    finding ??= findAll();
    await Promise.race([finding, setTimeout(waitMs, undefined, { ref: false })]);
    return { typesOf: (contract) => known.get(contract) ?? [], isAll: known.size === new Set(operations).size };
  };
}
