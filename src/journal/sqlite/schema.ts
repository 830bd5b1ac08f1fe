import { isUnaccepted } from '../chains.ts';
import { hadOutcome, indexedOutcomes } from '../outcome-bits.ts';

/** Holds the version of the tables below, as `user_version`. */
export const schemaVersion = 5;

const unacceptedIndex = `CREATE INDEX unacceptedAttempts ON attempts (sequence) WHERE ${isUnaccepted};`;

const outcomesColumn = 'outcomes INTEGER NOT NULL DEFAULT 0';
const outcomeIndexes = indexedOutcomes
  .map((outcome) => `CREATE INDEX ${outcome}Events ON events (id) WHERE ${hadOutcome(outcome)};`)
  .join('\n');

// Says that an event had attempts of several operations: few do, and are looked for apart from those of one.
const mixedColumn = 'mixed INTEGER NOT NULL DEFAULT 0';
const operationIndexes = `CREATE INDEX eventsByOperation ON events (operation, id);
CREATE INDEX mixedEvents ON events (id) WHERE mixed;`;

/**
 * Holds the tables: one row an event, one a delivery of it with its body. The digests of `attempts` form one chain a writer;
 * `anchors` holds, for each writer, the last link that was pruned. What is new stands behind what was there: a first page that is
 * lost is taken from an empty journal.
 */
export const schema = `
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
  outcome INTEGER NOT NULL, operation TEXT, type TEXT, identity TEXT, deliveryId TEXT,
  firstAt INTEGER NOT NULL, lastAt INTEGER NOT NULL, attempts INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  ${outcomesColumn}, ${mixedColumn}
);
CREATE INDEX eventsByIdentity ON events (identity) WHERE identity IS NOT NULL;
CREATE TABLE attempts (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, event INTEGER NOT NULL REFERENCES events (id),
  writer TEXT NOT NULL, number INTEGER NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
  receivedAt INTEGER NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL, headers TEXT NOT NULL,
  sha256 TEXT NOT NULL, status INTEGER NOT NULL, outcome INTEGER NOT NULL,
  operation TEXT, type TEXT, identity TEXT, deliveryId TEXT, findings TEXT NOT NULL, bytes BLOB
);
CREATE INDEX attemptsByEvent ON attempts (event, sequence);
CREATE TABLE anchors (writer TEXT PRIMARY KEY, number INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
${unacceptedIndex}
${outcomeIndexes}
${operationIndexes}
PRAGMA user_version = ${schemaVersion};
`;

/** Makes the tables of each version from those of the one before it; version 1 held each body once in a table of its own. */
export const upgrades: Record<number, string> = {
  1: `ALTER TABLE attempts ADD COLUMN bytes BLOB;
    UPDATE attempts SET bytes = (SELECT bytes FROM bodies WHERE bodies.sha256 = attempts.sha256);
    DROP TABLE bodies;`,
  2: unacceptedIndex,
  3: `ALTER TABLE events ADD COLUMN ${outcomesColumn};
    UPDATE events SET outcomes = mixed.bits FROM (
      SELECT event, max(outcome = 0) + 2 * max(outcome = 1) + 4 * max(outcome = 2) AS bits
      FROM attempts GROUP BY event HAVING min(outcome) <> max(outcome)
    ) AS mixed WHERE id = mixed.event;
    ${outcomeIndexes}`,
  4: `ALTER TABLE events ADD COLUMN ${mixedColumn};
    UPDATE events SET mixed = 1 WHERE id IN (
      SELECT event FROM attempts GROUP BY event
      HAVING min(operation) <> max(operation) OR count(operation) BETWEEN 1 AND count(*) - 1
    );
    ${operationIndexes}`,
};
