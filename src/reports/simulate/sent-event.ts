import type { ExchangeResponse } from '../../exchange.ts';
import { printable } from '../../printable.ts';
import { painter } from '../text/terminal.ts';
import { shortened, visible } from '../text/visible.ts';

/** Limits how much of an answer's body is shown, in characters. */
const mostOfBody = 2_000;

/**
 * Writes what a receiver answered to one event: status and time, where a redirect leads, and the beginning of the body; `hide`
 * takes out what must not be shown.
 */
export function sentEventText(
  answer: ExchangeResponse & { durationMs: number },
  hide: (text: string) => string,
  color: boolean,
): string {
  const { status, reason = '', headers, body, durationMs } = answer;
  const accepted = status >= 200 && status < 300;
  const shown = painter(color)(accepted ? 'green' : 'red', printable(hide(`${status} ${reason}`.trim())));
  const text = visible(shortened(hide(body.toString()), mostOfBody)).trimEnd();
  const { location } = headers;
  const lines = [
    `${shown}  ${durationMs.toFixed(1)} ms`,
    ...(location === undefined ? [] : [`location: ${printable(hide(location))}`]),
    ...(text === '' ? [] : [text]),
  ];
  return `${lines.join('\n')}\n`;
}
