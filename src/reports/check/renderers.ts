import type { RecordedFinding, SignatureTally, Tally } from '../../finding.ts';
import { printable } from '../../printable.ts';
import { counted, painter } from '../text/terminal.ts';

/** Writes findings as they come, so that a recording of any length takes no more memory than a short one. */
interface CheckRenderer {
  start: string;
  finding(finding: RecordedFinding, index: number, color: boolean): string;
  end(tally: Tally, color: boolean): string;
}

/** Writes one finding a line: `file:line: pointer what is wrong (rule)`. */
const tty: CheckRenderer = {
  start: '',
  finding({ file, line, pointer, message, rule, operation }, _, color) {
    const text = printable(`${pointer === '' ? 'the body' : pointer} ${message}`);
    return `${painter(color)('bold', printable(`${file}:${line}:`))} ${text} (${printable([rule, operation].filter(Boolean).join(', '))})\n`;
  },
  end({ files, events, legal, illegal, findings, skipped = {}, ambiguous = 0, signatures }, color) {
    const paint = painter(color);
    const verdict = illegal === 0 ? paint('green', 'PASS') : paint('red', 'FAIL');
    const faults = illegal === 0 ? '' : `, ${illegal} illegal (${counted(findings, 'finding')})`;
    const reasons = Object.entries(skipped).map(([reason, number]) => `${number} with ${reason}`);
    const several = ambiguous === 0 ? '' : `; ${ambiguous} may be of several operations`;
    const unjudged = reasons.length === 0 ? '' : `; not judged: ${reasons.join(', ')}`;
    return `${verdict} ${counted(events, 'event')} in ${counted(files, 'file')}: ${legal} legal${faults}${several}${unjudged}\n${signatures ? signatureLine(signatures) : ''}`;
  },
};

function signatureLine({ right, wrong, undated, skipped }: SignatureTally): string {
  const reasons = Object.entries(skipped).map(([reason, number]) => `${number} ${reason}`);
  return [
    `signatures: ${right} right, ${wrong} wrong`,
    ...(undated === 0 ? [] : [`age not judged, for no time is recorded: ${undated}`]),
    ...(reasons.length === 0 ? [] : [`not judged: ${reasons.join(', ')}`]),
  ]
    .join('; ')
    .concat('\n');
}

const json: CheckRenderer = {
  start: '{"schemaVersion":1,"findings":[',
  finding: (finding, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(finding)}`,
  end: (tally) => `\n],"summary":${JSON.stringify(tally)}}\n`,
};

const ndjson: CheckRenderer = {
  start: '',
  finding: (finding) => `${JSON.stringify(finding)}\n`,
  end: (tally) => `${JSON.stringify({ summary: tally })}\n`,
};

export const checkRenderers = { tty, json, ndjson };
