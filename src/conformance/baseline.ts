import {
  type BaselineEntry,
  type BaselineFormat,
  expiredWhy,
  isCurrent,
  longestEntry,
  readBaseline,
} from '../baseline/baseline.ts';
import type { BaselineOptions } from '../baseline/update.ts';
import { couldHaveCause, isGeneralCause, possibleCauses, withCauses } from '../causes/find-causes.ts';
import { isLike } from '../causes/glob.ts';
import { causeRules } from '../causes/rules.ts';
import { type CaseResult, type Report, summarise } from '../report.ts';

/** Names failures that are known: cases, or all that fail for a cause. */
interface KnownFailure extends BaselineEntry {
  /** The id of a case, or a glob of ids. */
  case?: string;
  cause?: string;
}

/** A failed case, and the cause that it belongs to. */
interface Failure {
  id: string;
  cause: string;
  /** Lists the causes by which an entry is about it: also one that it has by itself, or may have in a run of more cases. */
  causes: readonly string[];
  why: string;
}

type AnyCase = Pick<CaseResult, 'id' | 'group'>;

/**
 * Reads the baseline of a run of some of all cases, and returns what applies it to the run's report. Throws an input error
 * for an entry that names none of the cases, or no cause.
 */
export async function openFailureBaseline(
  { file, update = false, onUpdate }: BaselineOptions,
  all: readonly AnyCase[],
): Promise<(report: Report) => Promise<Report>> {
  const format = failureBaseline(all);
  const known = await readBaseline(file, format, update);
  const today = new Date().toISOString().slice(0, 10);
  return async (report) => {
    const lookedAt = lookedAtBy(report, all);
    const failing = failuresOf(report, (cause) => lookedAt({ cause }));
    // What an interrupted run did not judge says nothing.
    const isWritten = update && !report.suite.interrupted;
    // What writes YAML takes long to load.
    const entries = isWritten
      ? await (await import('../baseline/update.ts')).updateBaseline<KnownFailure, Failure>(file, format, {
          known,
          failing: [...failing.values()],
          lookedAt,
          today,
          onUpdate,
        })
      : known;
    const results = report.cases.map((result) => suppressResult(result, { entries, format, failing, today }));
    const stale = entries
      .filter((entry) => !isExactCase(entry) && lookedAt(entry))
      .filter((entry) => ![...failing.values()].some((failure) => format.isAbout(entry, failure)));
    const cases = [...results, ...stale.map(staleResult)];
    return withCauses({ ...report, summary: summarise(cases, report.summary.durationMs, report.suite.strict), cases });
  };
}

function failureBaseline(all: readonly AnyCase[]): BaselineFormat<KnownFailure, Failure> {
  const causes = causeRules.map(({ id }) => id);
  const isCause = (cause: unknown): boolean =>
    typeof cause === 'string' && (isGeneralCause(cause) || causes.includes(cause));
  return {
    list: 'failures',
    keys: ['case', 'cause', 'reason', 'expires'],
    nameKeys: ['case', 'cause'],
    uniqueNames: true,
    lineWidth: 80,
    findFault({ case: id, cause }) {
      if (id !== undefined && cause !== undefined) return `(${id}) names a case and a cause: an entry has one of them`;
      if (typeof id === 'string' && !all.some((each) => isLike(each.id, id)))
        return `names "${id}", which is no case (hookproof verify --list prints all)`;
      return cause === undefined || isCause(cause)
        ? undefined
        : `names "${cause}", which is no cause (a report lists the causes of what fails, by their ids)`;
    },
    isAbout: ({ case: glob, cause = '' }, { id, causes: own }) =>
      glob === undefined ? own.includes(cause) : isLike(id, glob),
    newEntry({ id, cause }, expired) {
      if (expired) return expired.case === undefined ? { cause } : { case: expired.case };
      // What has no more in common than a group may fail for another reason tomorrow.
      return isGeneralCause(cause) ? { case: id } : { cause };
    },
  };
}

/** Gives what fails or warns in a report, by the ids of cases; `isWhole` tells whether it judged all that may have a cause. */
function failuresOf({ cases, causes = [], suite }: Report, isWhole: (cause: string) => boolean): Map<string, Failure> {
  const causeOf = new Map(causes.flatMap((cause) => cause.cases.map((id) => [id, cause] as const)));
  const failing = cases.filter(({ status }) => status === 'FAIL' || status === 'WARN');
  return new Map(
    failing.map((each) => {
      const { id, why } = each;
      const cause = causeOf.get(id);
      const isShared = cause !== undefined && !isGeneralCause(cause.id);
      const [own = '', ...wider] = possibleCauses(each, suite);
      const all = [cause?.id ?? own, own, ...wider.filter((name) => !isWhole(name))];
      return [id, { id, cause: all[0] ?? '', causes: all, why: isShared ? cause.title : why }];
    }),
  );
}

/** An entry is looked at when all that it may be about was judged, but for what does not apply. */
function lookedAtBy(
  { cases, suite }: Report,
  all: readonly AnyCase[],
): (entry: Pick<KnownFailure, 'case' | 'cause'>) => boolean {
  const byId = new Map(cases.map(({ id, status }) => [id, status]));
  return (entry) => {
    const { cause = '' } = entry;
    if (suite.shard !== null && !isExactCase(entry)) return false;
    const about = all.filter((each) =>
      entry.case === undefined ? couldHaveCause(cause, each) : isLike(each.id, entry.case),
    );
    const statuses = about.map(({ id }) => byId.get(id) ?? 'BLOCKED');
    const isUnjudged = statuses.some((status) => status === 'BLOCKED' || status === 'ERROR');
    return !isUnjudged && statuses.some((status) => status !== 'NOT-APPLICABLE');
  };
}

function isExactCase({ case: id }: Pick<KnownFailure, 'case'>): boolean {
  return id !== undefined && !id.includes('*');
}

interface Suppression {
  entries: readonly KnownFailure[];
  format: BaselineFormat<KnownFailure, Failure>;
  failing: ReadonlyMap<string, Failure>;
  today: string;
}

/** A failure is KNOWN through the last day of its entry; a case that is named and expected to fail, and does not, fails for that. */
function suppressResult(result: CaseResult, { entries, format, failing, today }: Suppression): CaseResult {
  const failure = failing.get(result.id);
  const entry = failure && longestEntry(entries, failure, format);
  if (entry) {
    const { reason, expires } = entry;
    return isCurrent(entry, today)
      ? {
          ...result,
          status: 'KNOWN',
          why: `known until ${expires}: ${reason}; ${result.why}`,
          known: { cause: failure.cause, reason, expires },
        }
      : { ...result, status: 'FAIL', why: expiredWhy(entry, result.why) };
  }
  if (result.status !== 'PASS' && result.status !== 'OBSERVED') return result;
  const named = entries.find((each) => isExactCase(each) && each.case === result.id);
  return named ? { ...result, status: 'FAIL', ...staleFields(named, 'it') } : result;
}

/** Makes the result of an entry that is about nothing any more, so that every report says so. */
function staleResult(entry: KnownFailure): CaseResult {
  const name = entry.case ?? entry.cause ?? '';
  const what = entry.case === undefined ? `what fails for the cause ${name}` : `the cases ${name}`;
  return {
    id: `baseline.${name}`,
    title: `Something fails that the baseline expects to fail: ${what}`,
    ...{
      group: 'baseline',
      level: 'MUST',
      status: 'FAIL',
      actual: 'nothing of it fails',
      reproduce: '',
      durationMs: 0,
    },
    requirement: { source: 'the baseline', quote: entry.reason },
    ...staleFields(entry, 'something'),
  };
}

function staleFields({ reason }: KnownFailure, what: string): Pick<CaseResult, 'expected' | 'why'> {
  const why = `the baseline expects ${what} to fail (${reason}), and it no longer does: take it out, or run with --update-baseline`;
  return { expected: 'a failure, by the baseline', why };
}
