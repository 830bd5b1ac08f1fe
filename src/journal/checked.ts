import { bodyDigest, type StoredAttempt } from './attempt.ts';
import { chainStart, type Link, linkHash } from './chain.ts';

/** Holds one attempt as a check finds it: what could be read of it, and what is wrong with it. */
export interface CheckedAttempt {
  sequence: number;
  /** Is undefined where it cannot be read. */
  attempt?: StoredAttempt | undefined;
  /** Says what is wrong; undefined where nothing is. */
  fault?: string | undefined;
}

/** Holds an attempt and its link in the chain, as they were stored. */
export interface LinkedAttempt extends Link {
  attempt: StoredAttempt;
  /** Is the digest of the body, in hex. */
  sha256: string;
  previous: string;
  hash: string;
}

/** Holds where a chain goes on from: the last link that was pruned. */
export interface Anchor extends Link {
  hash: string;
}

/** Makes what says of each attempt, in the order of storing, what is wrong with it; after a fault it goes on from there. */
export function chainChecker(anchors: readonly Anchor[]): (linked: LinkedAttempt) => string | undefined {
  const heads = new Map(anchors.map(({ writer, number, hash }) => [writer, { number, hash }]));
  return ({ attempt, writer, number, sha256, previous, hash }) => {
    const head = heads.get(writer) ?? { number: 0, hash: chainStart };
    heads.set(writer, { number, hash });
    const missing = number - head.number - 1;
    if (missing > 0) return `${missing} before it ${missing === 1 ? 'is' : 'are'} missing`;
    if (missing < 0 || previous !== head.hash) return 'it does not follow the one before it';
    if (attempt.body === undefined && sha256 !== '') return 'its body is missing';
    if (bodyDigest(attempt.body) !== sha256) return 'its body was changed';
    if (linkHash(previous, { writer, number }, { ...attempt, sha256 }) !== hash) return 'it was changed';
    return undefined;
  };
}
