import type { CaseResult, Level, Report, Status } from '../../../report.ts';
import { shortened, visible, visibleLine } from '../../text/visible.ts';
import { causeViews, groupsOf, outcomeOf } from '../words.ts';

/**
 * Bounds how much of a text is shown, in UTF-16 units: of the example of a cause, of a case that somebody must look at, and
 * of any other. Zero shows what the case is and why it is not passed, and nothing else.
 */
export interface Limits {
  example: number;
  troubled: number;
  other: number;
}

/** Holds a case as the page shows it: all its texts can be seen and fit. */
export interface CaseView extends CaseResult {
  /** Holds the id as the report has it. */
  key: string;
  /** Its element's id. */
  anchor: string;
  troubled: boolean;
  /** One of so many that nothing is said twice. */
  brief: boolean;
  /** Shown at once; among many that failed, somebody looks for the one to open. */
  open: boolean;
}

const mostOpen = 10;

export interface GroupView {
  name: string;
  cases: CaseView[];
}

/** Groups the cases, in the order of the report. */
export function groupViews(report: Report, strict: boolean, limits: Limits): GroupView[] {
  const taken = new Set<string>();
  const examples = new Set(causeViews(report, strict).map(({ shown }) => shown));
  const isBrief = limits.troubled === 0;
  const views = report.cases.map((each, index) => {
    const troubled = ['failure', 'error'].includes(outcomeOf(each, strict)) || each.status === 'WARN';
    const most = examples.has(each) ? limits.example : troubled ? limits.troubled : limits.other;
    const anchor = isBrief ? `case-${index}` : anchorOf(each.id, taken);
    const view = most > 0 ? viewOf(each, most) : briefView(each, troubled);
    return { ...view, key: each.id, anchor, troubled, brief: isBrief, open: false };
  });
  if (views.filter(({ troubled }) => troubled).length <= mostOpen) for (const view of views) view.open = view.troubled;
  return [...groupsOf(views)].map(([name, own]) => ({ name, cases: own }));
}

const briefly = 60;

/** Leaves out what is long or said twice, and of a case that passed what says no more than its status. */
function briefView(each: CaseResult, troubled: boolean): CaseResult {
  const { source } = each.requirement;
  const actual = each.why.includes(each.actual) ? '' : each.actual;
  const brief = { ...each, requirement: { source, quote: '' }, actual, reproduce: '', exchanges: [] };
  return viewOf(troubled ? brief : { ...brief, expected: '', actual: '' }, briefly);
}

function viewOf(each: CaseResult, most: number): CaseResult {
  const block = (text: string): string => visible(shortened(text, most));
  const line = (text: string): string => visibleLine(shortened(text, Math.min(most, 300)));
  return {
    ...each,
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
