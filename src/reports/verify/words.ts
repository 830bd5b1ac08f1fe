import { causesOf, decisiveExchange } from '../../causes/find-causes.ts';
import { type CaseResult, type Cause, findUnproved, type Report, type Status } from '../../report.ts';
import { shortened } from '../text/visible.ts';

/** Names what formats with fewer statuses know. */
export type CaseOutcome = 'passed' | 'failure' | 'error' | 'skipped';

/** Maps a status to what formats with fewer of them know. */
export function outcomeOf({ status }: CaseResult, strict: boolean): CaseOutcome {
  if (status === 'FAIL' || (strict && status === 'WARN')) return 'failure';
  if (status === 'BLOCKED' || status === 'ERROR') return 'error';
  return status === 'NOT-APPLICABLE' || status === 'KNOWN' ? 'skipped' : 'passed';
}

/** Finds the cases that gate; a MUST before a SHOULD. */
export function failures<T extends CaseResult>(cases: readonly T[], strict: boolean): T[] {
  const failed = cases.filter((each) => outcomeOf(each, strict) === 'failure');
  return failed.toSorted((a, b) => Number(a.status === 'WARN') - Number(b.status === 'WARN'));
}

/** Finds the cases that could not be judged. */
export function unjudged<T extends CaseResult>(cases: readonly T[]): T[] {
  return cases.filter(({ status }) => status === 'BLOCKED' || status === 'ERROR');
}

/** Holds a cause, the case that shows it, and how the statuses of its cases make it look. */
export interface CauseView extends Cause {
  status: 'FAIL' | 'WARN';
  /** Counts those of its cases that only warn, where others fail. */
  warned: number;
  shown: CaseResult | undefined;
}

/** Gives the causes with the cases that show them; one that gates counts as failed. */
export function causeViews(report: Report, strict: boolean): CauseView[] {
  const byId = new Map(report.cases.map((each) => [each.id, each]));
  return causesOf(report).map((cause) => ({
    ...cause,
    status: strict || cause.level === 'MUST' ? 'FAIL' : 'WARN',
    warned: strict || cause.level !== 'MUST' ? 0 : cause.cases.filter((id) => byId.get(id)?.status === 'WARN').length,
    shown: byId.get(cause.example),
  }));
}

/** Names the cause of each case that has one, by the ids of both. */
export function causeIds(report: Report): ReadonlyMap<string, string> {
  return new Map(causesOf(report).flatMap(({ id, cases }) => cases.map((each) => [each, id] as const)));
}

/** Tells a cause in named fields: how many cases it has, and its hint, example and first further cases. */
export function causeFields(cause: Cause): [name: string, text: string][] {
  const fields: [string, string][] = [
    ['hint', cause.hint],
    ['example', cause.example],
    ['others', otherCases(cause)],
  ];
  return fields.filter(([, text]) => text);
}

const mostCases = 4;

/** Names the first cases of a cause but for its example, and says how many more there are. */
export function otherCases({ cases, example }: Cause, most = mostCases): string {
  const others = cases.filter((id) => id !== example);
  const more = others.length - most;
  return others.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Finds the cases that only warn; none where a SHOULD gates. */
export function warnings(cases: readonly CaseResult[], strict: boolean): CaseResult[] {
  return cases.filter(({ status }) => status === 'WARN' && !strict);
}

export function groupsOf<T extends CaseResult>(cases: readonly T[]): Map<string, T[]> {
  return Map.groupBy(cases, ({ group }) => group);
}

/** Gives each status in one character, in the order in which they are counted: what somebody must look at comes first. */
export const signs: Readonly<Record<Status, string>> = {
  FAIL: '✗',
  ERROR: 'E',
  BLOCKED: 'B',
  WARN: '!',
  PASS: '✓',
  OBSERVED: 'o',
  KNOWN: 'k',
  'NOT-APPLICABLE': '–',
};

/** Counts the cases of each status, without those that none has. */
export function countStatuses(cases: readonly CaseResult[]): [Status, number][] {
  const own = Map.groupBy(cases, ({ status }) => status);
  const counts = (Object.keys(signs) as Status[]).map((status): [Status, number] => [
    status,
    own.get(status)?.length ?? 0,
  ]);
  return counts.filter(([, count]) => count > 0);
}

/** Holds a verdict: the counts behind it, the first names of what failed, how many more there are, and what was not proved. */
interface VerdictText {
  word: 'PASS' | 'FAIL' | 'ERROR';
  text: string;
  names: string[];
  more: number;
  unproved: string;
}

const mostFailedNamed = 10;
const mostOfWhy = 240;

/** Names cases where they are few, and what they have in common where they are many. */
function namesOfFailures(report: Report, failed: readonly CaseResult[], strict: boolean): string[] {
  if (failed.length <= mostFailedNamed) return failed.map(({ id }) => id);
  const gating = causesOf(report).filter(({ level }) => strict || level === 'MUST');
  // A cause may hold warnings, too, which do not count as failed.
  const counted = new Set(failed.map(({ id }) => id));
  return gating.map(({ id, cases }) => `${id} (${cases.filter((each) => counted.has(each)).length})`);
}

/** Says what was not proved, as it is put after a verdict; empty where everything was. */
export function unprovedText(report: Report): string {
  return notProvedOf(report)
    .map((each) => `; ${each}`)
    .join('');
}

/** Gives what a report says was not proved; of one that was written without it, that is found. */
export function notProvedOf(report: Report): readonly string[] {
  return report.notProved ?? findUnproved(report);
}

/** Puts a report's verdict in words, as every format begins. An interrupted run never passes. */
export function verdictOf(report: Report, strict: boolean): VerdictText {
  const { summary, cases, suite } = report;
  const { total, pass, verdict } = summary;
  const failed = failures(cases, strict);
  const names = namesOfFailures(report, failed, strict);
  const more = Math.max(names.length - mostFailedNamed, 0);
  const list = { names: names.slice(0, mostFailedNamed), more, unproved: unprovedText(report) };
  const note = sampleNote(suite) + badEventsNote(suite) + (suite.interrupted ? '; the run was interrupted' : '');
  if (verdict === 'fail' || failed.length > 0)
    return { word: 'FAIL', text: `${failed.length} of ${total} cases failed${note}`, ...list };
  if (verdict === 'error') {
    const count = summary.blocked + summary.error;
    const [only] = cases;
    // Before all cases: what hinders them says more than any count.
    if (total === 1 && only?.group === 'preflight')
      return { word: 'ERROR', text: 'nothing was judged', ...list, names: [shortened(only.why, mostOfWhy)] };
    const text =
      count > 0
        ? `nothing failed, but ${count} of ${total} cases could not be judged`
        : `no case of ${total} could be judged`;
    return { word: 'ERROR', text: text + note, ...list };
  }
  if (suite.interrupted) return { word: 'ERROR', text: `nothing failed in ${total} cases${note}`, ...list };
  const others = [
    [summary.warn, 'warned'],
    [summary.observed, 'observed'],
    [summary.known, 'known'],
    [summary.notApplicable, 'not applicable'],
  ].filter(([count]) => count);
  const counts = others.map(([count, what]) => `, ${count} ${what}`).join('');
  return { word: 'PASS', text: `${pass} of ${total} cases passed${counts}${note}`, ...list };
}

/** Says where a PASS asked for no refusal of bad events. */
function badEventsNote({ badEvents }: Report['suite']): string {
  if (badEvents === 'ignore') return ' (bad events may be ignored)';
  return badEvents === 'mixed' ? ' (bad events may be ignored where no 400 or 422 is documented)' : '';
}

/** Says of a sample what it was drawn from. */
export function sampleNote({ sample }: Report['suite']): string {
  return sample ? ` (a sample of ${sample.of} cases: at most ${sample.perGroup} of each group and operation)` : '';
}

/** Writes the verdict on one line; `show` makes a name fit for the format. */
export function verdictLine(verdict: VerdictText, show: (name: string) => string): string {
  const { word, text, names, more, unproved } = verdict;
  const list = names.length > 0 ? `: ${names.map(show).join(', ')}` : '';
  return `${word} ${text}${list}${more > 0 ? ` and ${more} more` : ''}${unproved}`;
}

const longestLine = 160;

/** Writes the request line that decided, or of the only exchange, the headers that it is about, and the beginning of its body. */
export function sentLine(each: CaseResult): string {
  const { sent = '', about = [] } = decisiveExchange(each) ?? {};
  const request = sent.replaceAll('\r\n', '\n');
  const line = request.split('\n', 1)[0] ?? '';
  const end = request.indexOf('\n\n');
  const body = end < 0 ? '' : request.slice(end + 2).trim();
  const headers = about.map((header) => ` ${shortened(header, longestLine)}`).join(',');
  return shortened(line, longestLine) + headers + (body ? ` ${shortened(body, longestLine)}` : '');
}

/** Tells a case in named fields, the title aside; those that say nothing are left out. */
export function caseFields(each: CaseResult): [name: string, text: string][] {
  const { expected, actual, why, requirement, reproduce } = each;
  const fields: [string, string][] = [
    ['sent', sentLine(each)],
    ['expected', expected],
    ['actual', actual],
    ['why', why],
    ['stderr', decisiveExchange(each)?.printed ?? ''],
    ['by', `${requirement.source}: ${requirement.quote}`],
    ['again', reproduce],
  ];
  return fields.filter(([, text]) => text);
}

/** Tells a case in plain lines, its title first. */
export function caseStory(each: CaseResult): string {
  return [each.title, ...caseFields(each).map(([name, text]) => `${name}: ${text}`)].join('\n');
}
