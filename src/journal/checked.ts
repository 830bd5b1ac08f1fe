import { bodyDigest, type StoredAttempt } from './attempt.ts';
import { chainStart, type Link, linkHash } from './chain.ts';

/** Holds one attempt as a check finds it: what could be read of it, and what is wrong with it. */
export interface CheckedAttempt {
  sequence: number;
  /** Is undefined where it cannot be read. */
  attempt?: StoredAttempt | undefined;
  /** Says what is wrong; undefined where nothing is. */
  fault?: string | undefined;
  /** Is true where what could be read is not what was stored; false where only its place among the others is wrong. */
  isChanged?: boolean;
  /** Says what it is about, where that is none of the attempts that are there. */
  about?: string | undefined;
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

/** Checks the attempts of a journal, which are given in the order of storing. */
interface ChainChecker {
  /** Gives an attempt with what is wrong with it; after a fault it goes on from there. */
  check(sequence: number, linked: LinkedAttempt): CheckedAttempt;
  /** Says what is wrong at the end of a chain, given the last attempt that its writer is known to have stored. */
  checkEnd(head: Anchor): string | undefined;
}

/** Makes the checker of a journal whose chains go on from anchors. */
export function chainChecker(anchors: readonly Anchor[]): ChainChecker {
  const heads = new Map(anchors.map(({ writer, number, hash }) => [writer, { number, hash }]));
  const headOf = (writer: string) => heads.get(writer) ?? { number: 0, hash: chainStart };
  return {
    check(sequence, linked) {
      const { attempt, writer, number, hash } = linked;
      const head = headOf(writer);
      heads.set(writer, { number, hash });
      const change = changeOf(linked);
      return { sequence, attempt, fault: orderFault(linked, head) ?? change, isChanged: change !== undefined };
    },
    checkEnd({ writer, number, hash }) {
      const head = headOf(writer);
      const missing = number - head.number;
      if (missing > 0)
        return missing === 1 ? 'it was stored, and is gone' : `it and ${missing - 1} more were stored, and are gone`;
      return missing === 0 && hash !== head.hash ? 'the ones before it were changed' : undefined;
    },
  };
}

/** Says what is wrong with the place of an attempt behind the one before it. */
function orderFault({ number, previous }: LinkedAttempt, head: Omit<Anchor, 'writer'>): string | undefined {
  const missing = number - head.number - 1;
  if (missing > 0) return `${missing} before it ${missing === 1 ? 'is' : 'are'} missing`;
  return missing < 0 || previous !== head.hash ? 'it does not follow the one before it' : undefined;
}

/** Says what of an attempt is not as its own digests have it. */
function changeOf({ attempt, writer, number, sha256, previous, hash }: LinkedAttempt): string | undefined {
  if (attempt.body === undefined && sha256 !== '') return 'its body is missing';
  if (bodyDigest(attempt.body) !== sha256) return 'its body was changed';
  return linkHash(previous, { writer, number }, { ...attempt, sha256 }) === hash ? undefined : 'it was changed';
}
