import type { Row } from '../rows.ts';

/** Writes a text as it stands in a string of JSON: PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair. */
export function storedText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const textColumns = ['operation', 'type', 'identity', 'deliveryId', 'method', 'target'];

/** Gives a row of an event or an attempt with the texts that `storedText` wrote read. */
export function withTexts(row: Row): Row {
  const found = textColumns.flatMap((name) => (typeof row[name] === 'string' ? [[name, textOf(row[name])]] : []));
  return { ...row, ...Object.fromEntries(found) };
}

function textOf(stored: string): string {
  return stored.includes('\\') ? JSON.parse(`"${stored}"`) : stored;
}
