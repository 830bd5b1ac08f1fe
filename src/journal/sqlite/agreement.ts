import type { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../errors.ts';
import { outcomes } from '../attempt.ts';
import { outcomeBit } from '../outcome-bits.ts';

/** Says what is wrong with a database beside its attempts; `about` begins the sentence. */
interface Disagreement {
  about: string;
  fault: string;
}

/**
 * Looks whether the pages and indexes of a database are sound, and whether each event is what its attempts say: what nobody chains, but
 * people read. Gives the first of each that is not.
 */
export function findDisagreements(database: DatabaseSync): Disagreement[] {
  return [
    ...guarded('the file is damaged', () => {
      const said = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check;
      return said === 'ok' ? undefined : { about: 'the file is damaged', fault: String(said) };
    }),
    ...guarded('the events cannot be read', () => {
      const isPruned = database.prepare('SELECT 1 FROM anchors LIMIT 1').get() !== undefined;
      const id = database.prepare(oddEvent(isPruned)).get()?.id;
      if (id === undefined) return undefined;
      return { about: `the first bad row is event ${id}`, fault: 'it is not what its attempts say' };
    }),
  ];
}

function guarded(about: string, look: () => Disagreement | undefined): Disagreement[] {
  try {
    return [look() ?? []].flat();
  } catch (error) {
    return [{ about, fault: messageOf(error) }];
  }
}

/** Give, in a query for the attempts of one event, the bits of their outcomes, and whether they are of several operations. */
const bits = outcomes.map((outcome, i) => `max(outcome = ${i}) * ${outcomeBit(outcome)}`).join(' | ');
const ofSeveral = 'min(operation) <> max(operation) OR count(operation) BETWEEN 1 AND count(*) - 1';

/** Writes the query for the first event that disagrees with its attempts: where none was pruned, all that it holds is compared. */
function oddEvent(isPruned: boolean): string {
  const has = (column: string): string => `SELECT ${column} FROM attempts WHERE event = events.id`;
  const always = [
    `attempts <> (${has('count(*)')})`,
    `lastAt IS NOT (${has('receivedAt')} ORDER BY sequence DESC LIMIT 1)`,
    `outcome < (${has('max(outcome)')})`,
    // Older versions noted neither: they leave no bit.
    `(outcomes <> 0 AND (${has(bits)}) & ~outcomes)`,
    `(outcomes <> 0 AND NOT mixed AND (${has(ofSeveral)}))`,
  ];
  const best = `${has('1')} AND sequence = (${has('sequence')} ORDER BY outcome DESC, sequence LIMIT 1)`;
  const same = ['outcome', 'operation', 'type', 'identity', 'deliveryId', 'sha256'].map(
    (column) => `attempts.${column} IS events.${column}`,
  );
  const key = `CASE WHEN deliveryId IS NOT NULL THEN 'id ' || coalesce(operation, '') || ' ' || deliveryId
    WHEN sha256 <> '' THEN 'sha256 ' || sha256 ELSE key END`;
  const whole = [
    `outcomes & ~(${has(bits)})`,
    `(mixed AND NOT (${has(ofSeveral)}))`,
    `firstAt IS NOT (${has('receivedAt')} ORDER BY sequence LIMIT 1)`,
    `NOT EXISTS (${best} AND ${same.join(' AND ')} AND coalesce(length(attempts.bytes), 0) = events.size)`,
    `key <> ${key}`,
  ];
  return `SELECT id FROM events WHERE ${[...always, ...(isPruned ? [] : whole)].join(' OR ')} ORDER BY id LIMIT 1`;
}
