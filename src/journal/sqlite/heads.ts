import { appendFileSync, closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Anchor } from '../checked.ts';

/** Is how many bytes one writer's line takes, filled up with spaces. */
const lineBytes = 128;

const fileOf = (database: string): string => `${database}-heads`;

/** Notes the last attempt that a writer has stored. */
interface HeadNoter {
  note(head: Anchor): void;
  close(): void;
}

/**
 * Makes what notes, beside a database, how far each chain of its writer has come; it is called after each commit. Nothing is synced, and what cannot be
 * written is not: what stands there may be behind the database, never ahead of it, so that a database that holds less has lost something.
 */
export function headNoter(database: string): HeadNoter {
  const lines = new Map<string, { descriptor: number; at: number }>();
  return {
    note(head) {
      try {
        const line = lines.get(head.writer) ?? newLine(fileOf(database), head);
        lines.set(head.writer, line);
        writeSync(line.descriptor, lineOf(head), line.at);
      } catch {
        // The attempts are stored, and that is what their sender waits for.
      }
    },
    close() {
      for (const { descriptor } of lines.values()) closeSync(descriptor);
    },
  };
}

const lineOf = ({ writer, number, hash }: Anchor): string => `${`${writer} ${number} ${hash}`.padEnd(lineBytes - 1)}\n`;

/** Adds a line, in one call, since other writers may do the same; then finds out where it went. */
function newLine(file: string, head: Anchor): { descriptor: number; at: number } {
  appendFileSync(file, lineOf(head), { mode: 0o600 });
  return { descriptor: openSync(file, 'r+'), at: readFileSync(file, 'latin1').indexOf(head.writer) };
}

/** Reads the last attempt of each writer, as it was noted; none where nothing was. */
export function readHeads(database: string): Anchor[] {
  const lines = readIfThere(fileOf(database)).matchAll(/^([\da-f-]{36}) (\d+) ([\da-f]{64}) *$/gm);
  return [...lines].map(([, writer = '', number, hash = '']) => ({ writer, number: Number(number), hash }));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Forgets what was noted of a database that was at its place before. */
export function forgetHeads(database: string): void {
  rmSync(fileOf(database), { force: true });
}
