import type { DatabaseSync } from 'node:sqlite';
import { type Anchor, type CheckedAttempt, chainChecker } from '../checked.ts';
import { anchorOf, linkedOf, type Row } from '../rows.ts';
import { findDisagreements } from './agreement.ts';
import { storedRows } from './salvage.ts';

/**
 * Gives every attempt of a database, the oldest first, with what is wrong with it; then what is wrong beside them. `heads` are the last
 * attempts that its writers are known to have stored.
 */
export function* checkedAttempts(database: DatabaseSync, heads: readonly Anchor[]): Generator<CheckedAttempt> {
  const chain = chainChecker(anchorsOf(database));
  let last = 0;
  for (const { sequence, columns } of storedRows(database)) {
    const linked = columns && linkedOf(columns);
    last = sequence;
    if (!linked) yield { sequence, fault: 'it cannot be read' };
    else yield chain.check(sequence, linked);
  }
  for (const head of heads) {
    const fault = chain.checkEnd(head);
    if (fault !== undefined) yield { sequence: last + 1, about: `the first bad row is attempt ${last + 1}`, fault };
  }
  for (const { about, fault } of findDisagreements(database)) yield { sequence: last, about, fault };
}

/** Reads where chains go on from; where that cannot be read, they are taken to begin at their start. */
function anchorsOf(database: DatabaseSync): Anchor[] {
  try {
    const rows: Row[] = database.prepare('SELECT * FROM anchors').all();
    return rows.map(anchorOf);
  } catch {
    return [];
  }
}
