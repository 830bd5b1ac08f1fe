import { randomUUID } from 'node:crypto';
import { type Identity, identitiesFor } from '../../../contract/identities.ts';
import type { Contract } from '../../../contract/load.ts';

/**
 * Makes identities that no two cases of a run have in common, nor two runs, in a form that the contract lets stand there.
 * Where there is none they are undefined, and events keep their own.
 */
export function freshIdentities(contract: Contract): () => Identity | undefined {
  const uuid = randomUUID();
  const run = uuid.slice(0, 8);
  const identity = identitiesFor(contract, {
    word: (count) => `hookproof-${run}-${count}`,
    uuid: (count) => `${uuid.slice(0, 24)}${count.toString(16).padStart(12, '0')}`,
    offset: (Number.parseInt(run, 16) % 100_000) * 10_000,
    seed: Number.parseInt(uuid.slice(0, 7), 16),
  });
  let count = 0;
  return () => identity?.(++count);
}
