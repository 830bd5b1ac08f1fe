import { hash, randomUUID } from 'node:crypto';
import type { Header } from '../exchange.ts';
import type { Finding } from '../finding.ts';

/** Says what became of a delivery: `refused` proved itself but is not what the contract allows; `denied` did not prove itself. */
export type Outcome = (typeof outcomes)[number];

/** Lists the outcomes, the best last: an event has the best that any of its attempts had. */
export const outcomes = ['denied', 'refused', 'accepted'] as const;

/** Holds one delivery as it came, and what became of it. Keys and signatures are taken out of headers and target already. */
export interface Attempt {
  /** Counts milliseconds since the epoch. */
  receivedAt: number;
  method: string;
  /** Holds path and query, as in the request line. */
  target: string;
  headers: readonly Header[];
  /** Holds the exact bytes of the body; undefined where it was refused before it was read. */
  body: Buffer | undefined;
  /** Holds the status that the sender was answered with. */
  status: number;
  outcome: Outcome;
  /** Names the operation that the delivery was judged by, where that is known. */
  operation?: string | undefined;
  /** Names the event's type, where the contract says where events name it. */
  type?: string | undefined;
  /** Says what the event is about, where the contract says where events say it. */
  identity?: string | undefined;
  /** Holds the id that the sender gave the delivery, the same for each attempt. */
  deliveryId?: string | undefined;
  findings: readonly Finding[];
}

/** Holds an attempt that is in a journal. */
export interface StoredAttempt extends Attempt {
  /** Grows in the order of storing. */
  sequence: number;
  /** Holds the id of its event. */
  event: number;
}

/** Holds what became of an attempt, and nothing of what it brought. */
export type JudgedAttempt = Pick<StoredAttempt, 'sequence' | 'event' | 'outcome' | 'findings'>;

/** Holds one event of a journal, however often it was delivered. */
export interface JournalEvent extends Pick<Attempt, 'outcome' | 'operation' | 'type' | 'identity' | 'deliveryId'> {
  /** Grows in the order of arrival. */
  id: number;
  /** Count milliseconds since the epoch. */
  firstAt: number;
  lastAt: number;
  /** Counts its deliveries. */
  attempts: number;
  /** Lists the outcomes that its deliveries had, also of those that are not kept any more. */
  had: readonly Outcome[];
  /** Is the digest of the body, in hex; empty where no body was read. */
  sha256: string;
  /** Counts the bytes of the body. */
  size: number;
}

/** Counts the bytes of a body; 0 for one that was not read. */
export function bodySize({ body }: Pick<Attempt, 'body'>): number {
  return body?.length ?? 0;
}

/** Gives the digest of a body, in hex; empty for one that was not read. */
export function bodyDigest(body: Buffer | undefined): string {
  return body ? hash('sha256', body, 'hex') : '';
}

/**
 * Gives the key by which attempts are known to be of one event: operation and delivery id, else the digest of the body. What
 * has neither is an event of its own.
 */
export function eventKey({ operation, deliveryId }: Attempt, sha256: string): string {
  if (deliveryId !== undefined) return `id ${operation ?? ''} ${deliveryId}`;
  return sha256 === '' ? `unread ${randomUUID()}` : `sha256 ${sha256}`;
}
