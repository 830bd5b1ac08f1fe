import { printable, writtenOut } from '../../printable.ts';

/**
 * Makes every character of a text one that can be seen, lines kept: what receivers and documents say may hold escapes for a terminal,
 * overrides of the writing direction, characters without width, and halves of surrogate pairs.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(unseen, pictureOf);
}

/** Does the same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll('\n', '↵').replaceAll('\t', ' ');
}

/** Writes a text for a line of a terminal: its escapes are taken out, not shown. */
export function terminalLine(text: string): string {
  return visible(printable(text));
}

/** Controls but tab and line feed, what changes the writing direction, what has no width, separators of lines, tags. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

function pictureOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Unicode has pictures for the old controls.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return writtenOut(character);
}

/** Cuts a text off after so many UTF-16 units, and says how many were left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).toWellFormed()}… (${text.length - most} more characters)`;
}
