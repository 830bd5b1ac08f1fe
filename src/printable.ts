import { stripVTControlCharacters } from 'node:util';

/** Makes a text fit for one line of a terminal: what comes from documents, events and receivers may hold escapes of its own. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
}
