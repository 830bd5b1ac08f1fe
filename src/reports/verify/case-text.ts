import type { CaseResult, ExchangeText } from '../../report.ts';
import { shortened } from '../text/visible.ts';

const longestLine = 160;

/** Finds the exchange that decided a case, or its only one. */
function decisiveExchange({ exchanges = [] }: CaseResult): ExchangeText | undefined {
  return exchanges.find(({ faulty }) => faulty) ?? exchanges[0];
}

/** Writes the request line that decided, and the beginning of its body; the headers would fill the screen. */
export function sentLine(each: CaseResult): string {
  const request = (decisiveExchange(each)?.sent ?? '').replaceAll('\r\n', '\n');
  const line = request.split('\n', 1)[0] ?? '';
  const end = request.indexOf('\n\n');
  const body = end < 0 ? '' : request.slice(end + 2).trim();
  return shortened(line, longestLine) + (body ? ` ${shortened(body, longestLine)}` : '');
}

/** Tells a case in named fields, the title aside; those that say nothing are left out. */
export function caseFields(each: CaseResult): [name: string, text: string][] {
  const { expected, actual, why, requirement, reproduce } = each;
  const fields: [string, string][] = [
    ['sent', sentLine(each)],
    ['expected', expected],
    ['actual', actual],
    ['why', why],
    ['by', `${requirement.source}: ${requirement.quote}`],
    ['again', reproduce],
  ];
  return fields.filter(([, text]) => text);
}

/** Tells a case in plain lines, its title first. */
export function caseStory(each: CaseResult): string {
  return [each.title, ...caseFields(each).map(([name, text]) => `${name}: ${text}`)].join('\n');
}
