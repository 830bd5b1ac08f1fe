import type { Report } from '../../report.ts';
import { failures } from './case-outcome.ts';

/** Holds a verdict in words. */
export interface VerdictText {
  word: 'PASS' | 'FAIL' | 'ERROR';
  /** The counts behind it. */
  text: string;
  /** The ids of the first cases that failed. */
  names: string[];
  /** How many failed beside those. */
  more: number;
}

/** Puts a report's verdict in words, as every format begins. An interrupted run never passes. */
export function verdictOf(report: Report, strict: boolean, mostNames = 10): VerdictText {
  const { summary, cases } = report;
  const { total, pass } = summary;
  const failed = failures(cases, strict);
  const interrupted = report.suite.interrupted ? '; the run was interrupted' : '';
  if (summary.verdict === 'fail' || failed.length > 0) {
    const names = failed.slice(0, mostNames).map(({ id }) => id);
    const text = `${failed.length} of ${total} cases failed${interrupted}`;
    return { word: 'FAIL', text, names, more: failed.length - names.length };
  }
  const unjudged = summary.blocked + summary.error;
  if (summary.verdict === 'error') {
    const what =
      unjudged > 0
        ? `nothing failed, but ${unjudged} of ${total} cases could not be judged`
        : `no case of ${total} could be judged`;
    return { word: 'ERROR', text: what + interrupted, names: [], more: 0 };
  }
  if (interrupted) return { word: 'ERROR', text: `nothing failed in ${total} cases${interrupted}`, names: [], more: 0 };
  const rest = [
    [summary.warn, 'warned'],
    [summary.observed, 'observed'],
    [summary.known, 'known'],
    [summary.notApplicable, 'not applicable'],
  ].filter(([count]) => count);
  const others = rest.map(([count, what]) => `, ${count} ${what}`).join('');
  return { word: 'PASS', text: `${pass} of ${total} cases passed${others}`, names: [], more: 0 };
}

/** Writes the verdict on one line; `show` makes a name fit for the format. */
export function verdictLine({ word, text, names, more }: VerdictText, show: (name: string) => string): string {
  const list = names.length > 0 ? `: ${names.map(show).join(', ')}` : '';
  return `${word} ${text}${list}${more > 0 ? ` and ${more} more` : ''}`;
}
