import type { CaseResult, ExchangeText } from '../report.ts';
import { shortened } from './visible.ts';

const longest = 160;

/** The exchange that decided a case, or its only one. */
export function decisive({ exchanges = [] }: CaseResult): ExchangeText | undefined {
  return exchanges.find(({ faulty }) => faulty) ?? exchanges[0];
}

/** The request line that decided, and the beginning of its body; the headers would fill the screen. */
export function sentLine(each: CaseResult): string {
  const exchange = decisive(each);
  const request = (exchange?.sent ?? '').replaceAll('\r\n', '\n');
  const line = request.split('\n', 1)[0] ?? '';
  const end = request.indexOf('\n\n');
  const body = end < 0 ? '' : request.slice(end + 2).trim();
  return shortened(line, longest) + (body ? ` ${shortened(body, longest)}` : '');
}
