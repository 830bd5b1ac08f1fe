/** Writes a text as it stands in a string of JSON: PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair. */
export function storedText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Reads a text that `storedText` wrote. */
export function textOf(stored: string): string {
  return stored.includes('\\') ? JSON.parse(`"${stored}"`) : stored;
}
