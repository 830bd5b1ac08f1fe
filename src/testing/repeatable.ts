import { createHash } from 'node:crypto';
import { uuidFromHex } from '../schema/uuid.ts';

/** Gives what would differ from run to run: instants, ids and chances, here made from a seed. */
export interface Repeatable {
  now(): Date;
  /** Version 4 UUIDs in their form, each different. */
  newId(): string;
  random(): number;
}

/** Makes the same ids, instants and chances for the same seed; a call begins an hour after the one before. */
export function repeatable(seed: number): Repeatable {
  const counts = { now: 0, id: 0, random: 0 };
  const hash = (text: string): Buffer => createHash('sha256').update(`${seed}:${text}`).digest();
  return {
    now: () => new Date(Date.UTC(2026, 0, 15, 9 + counts.now++)),
    newId: () => uuidFromHex(hash(`id ${counts.id++}`).toString('hex')),
    random: () => hash(`random ${counts.random++}`).readUInt32BE() / 2 ** 32,
  };
}
