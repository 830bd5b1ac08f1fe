import { styleText } from 'node:util';

/** Puts a style around a text. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Makes what paints for a terminal; without colours, texts stay as they are. */
export function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/** Writes a number with its noun: `1 case`, `2 deliveries`; `shown` is how the number itself is written. */
export function counted(number: number, one: string, many = `${one}s`, shown = String(number)): string {
  return `${shown} ${number === 1 ? one : many}`;
}

/** Writes a field of a story on lines of its own: two spaces, the name, the text. */
export function fieldLine(paint: Paint, name: string, text: string): string {
  return `  ${paint('dim', name.padEnd(9))}${text}`;
}
