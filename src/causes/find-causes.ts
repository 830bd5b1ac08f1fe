import type { CaseResult, Cause, Report } from '../report.ts';
import { withCredentials } from './credential-words.ts';
import { type Framework, findFramework } from './frameworks.ts';
import { isLike } from './glob.ts';
import { type CaseFact, type CauseRule, causeRules } from './rules.ts';

type Judged = Pick<Report, 'cases' | 'suite'>;

/** Gives the causes of a report; of one that was written without them, they are found. */
export function causesOf(report: Judged & Pick<Report, 'causes'>): readonly Cause[] {
  return report.causes ?? findCauses(report);
}

/** Gives a report its causes, anew. */
export function withCauses({ cases, ...rest }: Report): Report {
  return { ...rest, causes: findCauses({ ...rest, cases }), cases };
}

/** Finds what failures and warnings have in common: each belongs to one cause. Those that gate come first, then the most frequent. */
export function findCauses({ cases, suite }: Judged): Cause[] {
  const failing = cases.filter(({ status }) => status === 'FAIL' || status === 'WARN');
  if (failing.length === 0) return [];
  const own = failing.map((each) => ({ each, rule: ruleOf(each, suite) }));
  const shown = new Set(own.filter(isShown).map(({ each, rule }) => scoped(rule.id, each)));
  const rules = new Map<string, CauseRule>();
  const byId = new Map<string, CaseResult[]>();
  for (const { each, rule: narrow } of own) {
    const rule = widerRules(narrow).find(({ id }) => shown.has(scoped(id, each))) ?? narrow;
    if (!rules.has(rule.id)) rules.set(rule.id, rule);
    byId.set(rule.id, [...(byId.get(rule.id) ?? []), each]);
  }
  const framework = findFramework(cases);
  const causes = [...rules.values()].map((rule) => {
    const cause = causeOf(rule, byId.get(rule.id) ?? [], framework);
    return { ...cause, hint: withCredentials(cause.hint, suite.credentials) };
  });
  return causes.toSorted((a, b) => Number(a.level !== 'MUST') - Number(b.level !== 'MUST') || b.count - a.count);
}

/** Gives the ids of the cause of a failed case by itself, and of those that take it in where they are shown. */
export function possibleCauses(each: CaseResult, suite: Report['suite']): string[] {
  const rule = ruleOf(each, suite);
  return [rule, ...widerRules(rule)].map(({ id }) => id);
}

/** Gives the rules whose cause says what a rule's does, and more; the widest first. */
function widerRules({ within = [] }: CauseRule): CauseRule[] {
  return within.flatMap((id) => causeRules.find((rule) => rule.id === id) ?? []);
}

function isShown({ each, rule: { shownBy = [] } }: { each: CaseResult; rule: CauseRule }): boolean {
  return shownBy.some((glob) => isLike(each.id, glob));
}

/** Names a cause at the operation of a case: one route may be open where the next is not. */
function scoped(cause: string, { id }: CaseResult): string {
  return `${cause}@${id.split('@', 2)[1] ?? ''}`;
}

function ruleOf(each: CaseResult, suite: Report['suite']): CauseRule {
  const facts = factsOf(each, suite);
  const fits = ({ when }: CauseRule): boolean =>
    Object.entries(when).every(([fact, globs]) => globs.some((glob) => isLike(facts[fact as CaseFact], glob)));
  return causeRules.find(fits) ?? generalRule(each.group);
}

function factsOf(each: CaseResult, { profile, credentials = [] }: Report['suite']): Record<CaseFact, string> {
  const { id, group, expected, actual, why } = each;
  const spoilt: readonly string[] = decisiveExchange(each)?.spoilt ?? [];
  const right = new Set(credentials.flatMap(({ proves }) => proves.filter((one) => !spoilt.includes(one))));
  return { case: id, group, expected, actual, why, spoilt: spoilt.join(' '), right: [...right].join(' '), profile };
}

/** Finds the exchange that decided a case: the one that is marked, or the only one. */
export function decisiveExchange({ exchanges = [] }: CaseResult) {
  return exchanges.find(({ faulty }) => faulty) ?? exchanges[0];
}

/** Begins the ids of causes that no rule names: their cases have no more in common than a group. */
const generalPrefix = 'other-';

/** Tells whether a cause says no more than the group of its cases: what it takes may fail for several reasons. */
export function isGeneralCause(id: string): boolean {
  return id.startsWith(generalPrefix);
}

/** Tells whether a case could fail for a cause, by its id and group alone. */
export function couldHaveCause(cause: string, { id, group }: Pick<CaseResult, 'id' | 'group'>): boolean {
  if (isGeneralCause(cause)) return generalRule(group).id === cause;
  const fits = (text: string, globs: readonly string[] = ['*']): boolean => globs.some((glob) => isLike(text, glob));
  return causeRules.some(({ id: own, when }) => own === cause && fits(id, when.case) && fits(group, when.group));
}

/** Takes what no rule names. */
function generalRule(group: string): CauseRule {
  return {
    id: `${generalPrefix}${group.slice(0, 80).replaceAll(/[^\w.-]+/g, '-')}`,
    title: `Does not hold what cases of ${group} ask for`,
    hint: 'See the example: what it expects, and what was answered.',
    when: {},
  };
}

function causeOf({ id, title, hint, hints = {}, kinds }: CauseRule, cases: CaseResult[], framework?: Framework): Cause {
  return {
    id,
    title: title + (kinds === undefined ? '' : kindsText(cases, kinds)),
    hint: (framework && hints[framework]) ?? hint,
    level: cases.some(({ status }) => status === 'FAIL') ? 'MUST' : 'SHOULD',
    count: cases.length,
    cases: cases.map((each) => each.id),
    example: exampleOf(cases)?.id ?? '',
  };
}

/** Chooses the first failure of the group that most of the cases are of. */
function exampleOf(cases: readonly CaseResult[]): CaseResult | undefined {
  const [most = cases] = [...Map.groupBy(cases, ({ group }) => group).values()].toSorted((a, b) => b.length - a.length);
  return most.find(({ status }) => status === 'FAIL') ?? most[0];
}

const mostKinds = 5;

/** Counts the kinds of constraints behind cases: ` (type 268, null 57)`. */
function kindsText(cases: readonly CaseResult[], beginning: string): string {
  const named = cases.filter(({ id }) => id.startsWith(beginning));
  const kinds = Map.groupBy(named, ({ id }) => id.slice(beginning.length).split('.', 1)[0]);
  const counts = [...kinds].map(([kind, own]) => [kind, own.length] as const).toSorted((a, b) => b[1] - a[1]);
  const shown = counts.slice(0, mostKinds).map(([kind, count]) => `${kind} ${count}`);
  if (shown.length === 0) return '';
  return ` (${shown.join(', ')}${counts.length > mostKinds ? ' and others' : ''})`;
}
