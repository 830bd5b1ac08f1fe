import { styleText } from 'node:util';
import type { RecordedFinding, Tally } from '../finding.ts';
import { printable } from '../printable.ts';

/** Writes findings as they come, so that a recording of any length takes no more memory than a short one. */
export interface FindingsFormat {
  start: string;
  finding(finding: RecordedFinding, index: number, color: boolean): string;
  end(tally: Tally, color: boolean): string;
}

/** One finding a line: `file:line: pointer what is wrong (rule)`. */
const tty: FindingsFormat = {
  start: '',
  finding({ file, line, pointer, message, rule }, _, color) {
    const place = `${file}:${line}:`;
    const text = printable(`${pointer === '' ? 'the body' : pointer} ${message}`);
    return `${color ? styleText('bold', printable(place), { validateStream: false }) : printable(place)} ${text} (${rule})\n`;
  },
  end({ files, events, legal, illegal, findings }, color) {
    const verdict = illegal === 0 ? 'PASS' : 'FAIL';
    const shown = color ? styleText(illegal === 0 ? 'green' : 'red', verdict, { validateStream: false }) : verdict;
    const faults = illegal === 0 ? '' : `, ${illegal} illegal (${count(findings, 'finding')})`;
    return `${shown} ${count(events, 'event')} in ${count(files, 'file')}: ${legal} legal${faults}\n`;
  },
};

/** `{"schemaVersion": 1, "findings": […], "summary": {…}}` */
const json: FindingsFormat = {
  start: '{"schemaVersion":1,"findings":[',
  finding: (finding, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(finding)}`,
  end: (tally) => `\n],"summary":${JSON.stringify(tally)}}\n`,
};

/** One finding a line, the summary on the last. */
const ndjson: FindingsFormat = {
  start: '',
  finding: (finding) => `${JSON.stringify(finding)}\n`,
  end: (tally) => `${JSON.stringify({ summary: tally })}\n`,
};

export const findingsFormats: Readonly<Record<string, FindingsFormat>> = { tty, json, ndjson };

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
