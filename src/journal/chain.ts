import { hash } from 'node:crypto';
import type { Attempt } from './attempt.ts';

/** Holds where an attempt stands in the chain of the process that wrote it. */
export interface Link {
  /** Names the writer: one process, from its start to its end. */
  writer: string;
  /** Counts from 1, without gaps. */
  number: number;
}

/** Stands before the first attempt of a writer. */
export const chainStart = '0'.repeat(64);

/**
 * Gives the digest of an attempt, in hex: over that of the one before it, its place and all that is stored of it, so that
 * nothing can be changed, put in or taken out before the last one without being seen.
 */
export function linkHash(
  previous: string,
  { writer, number }: Link,
  attempt: Omit<Attempt, 'body'> & { sha256: string },
): string {
  const {
    receivedAt,
    method,
    target,
    headers,
    sha256,
    status,
    outcome,
    operation,
    type,
    identity,
    deliveryId,
    findings,
  } = attempt;
  // A surrogate without its other half becomes U+FFFD where a text is stored.
  const told = [operation, type, identity, deliveryId].map((each) => each?.toWellFormed() ?? null);
  const row = [writer, number, receivedAt, method, target, headers, sha256, status, outcome, ...told, findings];
  return hash('sha256', previous + JSON.stringify(row), 'hex');
}
