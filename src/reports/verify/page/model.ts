import type { CaseResult, Level, Report, Status } from '../../../report.ts';
import { shortened, visible, visibleLine } from '../../text/visible.ts';
import { groupsOf, outcomeOf } from '../words.ts';

/** Bounds how much of a text is shown, in UTF-16 units: of a case that somebody must look at, and of any other. */
export interface Limits {
  troubled: number;
  other: number;
}

/** Holds a case as the page shows it: all its texts can be seen and fit. */
export interface CaseView extends CaseResult {
  /** Its element's id. */
  anchor: string;
  troubled: boolean;
  /** Shown at once; among many that failed, somebody looks for the one to open. */
  open: boolean;
}

const mostOpen = 10;

export interface GroupView {
  name: string;
  cases: CaseView[];
}

/** Groups the cases, in the order of the report. */
export function groupViews({ cases }: Report, strict: boolean, limits: Limits): GroupView[] {
  const taken = new Set<string>();
  const views = cases.map((each) => viewOf(each, anchorOf(each.id, taken), strict, limits));
  if (views.filter(({ troubled }) => troubled).length <= mostOpen) for (const view of views) view.open = view.troubled;
  return [...groupsOf(views)].map(([name, own]) => ({ name, cases: own }));
}

function viewOf(each: CaseResult, anchor: string, strict: boolean, limits: Limits): CaseView {
  const troubled = ['failure', 'error'].includes(outcomeOf(each, strict)) || each.status === 'WARN';
  const most = troubled ? limits.troubled : limits.other;
  const block = (text: string): string => visible(shortened(text, most));
  const line = (text: string): string => visibleLine(shortened(text, Math.min(most, 300)));
  return {
    ...each,
    anchor,
    troubled,
    open: false,
    id: line(each.id),
    title: line(each.title),
    // Words of ours, unless the report was made elsewhere.
    status: line(each.status) as Status,
    level: line(each.level) as Level,
    group: line(each.group),
    requirement: { source: line(each.requirement.source), quote: block(each.requirement.quote) },
    expected: block(each.expected),
    actual: block(each.actual),
    why: block(each.why),
    reproduce: block(each.reproduce),
    exchanges: (each.exchanges ?? []).slice(0, 5).map((exchange) => ({
      ...exchange,
      sent: block(exchange.sent),
      answered: block(exchange.answered),
    })),
  };
}

/** Writes the id of the case in the letters that a link needs no escapes for; a number makes it the only one. */
function anchorOf(id: string, taken: Set<string>): string {
  const wanted = `case-${id.slice(0, 300).replace(/[^\w.-]+/g, '-')}`;
  let anchor = wanted;
  for (let copy = 2; taken.has(anchor); copy++) anchor = `${wanted}-${copy}`;
  taken.add(anchor);
  return anchor;
}
