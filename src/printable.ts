import { stripVTControlCharacters } from 'node:util';

/**
 * Makes a text fit for one line of a terminal: what comes from documents, events and receivers may hold escapes of its own, and characters
 * that nobody sees, or that turn around what stands beside them.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replace(/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, writtenOut);
}

/** Writes out a character that nobody sees, as `‹U+202E›`. */
export function writtenOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
