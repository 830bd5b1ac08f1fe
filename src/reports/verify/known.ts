import type { CaseResult } from '../../report.ts';
import { counted } from '../text/terminal.ts';

/** Holds failures that a baseline suppresses for one cause, one reason, and until one day. */
interface KnownView {
  cause: string;
  count: number;
  /** Says how many, until when and why. */
  text: string;
}

/** Groups what a baseline suppresses; most first. */
export function knownViews(cases: readonly CaseResult[]): KnownView[] {
  const known = cases.flatMap((each) => (each.status === 'KNOWN' && each.known ? [each.known] : []));
  const alike = Map.groupBy(known, ({ cause, reason, expires }) => JSON.stringify([cause, reason, expires]));
  const views = [...alike.values()].flatMap((own): KnownView[] => {
    const [first] = own;
    if (!first) return [];
    const { cause, reason, expires } = first;
    return [{ cause, count: own.length, text: `${counted(own.length, 'case')} until ${expires}: ${reason}` }];
  });
  return views.toSorted((a, b) => b.count - a.count);
}
