import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { messageOf, userError } from '../errors.ts';
import { parseObject } from '../openapi/parse.ts';
import { type CaseResult, type Report, summarise } from '../report.ts';
import { isDateTime } from '../schema/formats.ts';
import { isObject } from '../schema/json.ts';

/** A failure that is known and borne for a while. */
export interface KnownFailure {
  case: string;
  reason: string;
  /** The last day on which it is borne, `2027-01-31`. */
  expires: string;
}

/** Reads a baseline file (YAML or JSON). Throws an input error that names the entry that is wrong. */
export async function readBaseline(file: string, cases: ReadonlySet<string>): Promise<KnownFailure[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw userError('input', `${file}: ${messageOf(cause)}`, { cause });
  });
  const { failures } = parseObject(text, file);
  if (!Array.isArray(failures)) throw userError('input', `${file}: wants a list "failures"`);
  const seen = new Set<string>();
  return failures.map((entry: unknown, index) => {
    const known = entry as KnownFailure;
    // Of two days, nobody could tell which one counts.
    const fault = entryFault(entry, cases) ?? (seen.has(known.case) ? `names "${known.case}" again` : undefined);
    if (fault) throw userError('input', `${file}: entry ${index + 1} ${fault}`);
    seen.add(known.case);
    return known;
  });
}

function entryFault(entry: unknown, cases: ReadonlySet<string>): string | undefined {
  if (!isObject(entry) || typeof entry.case !== 'string') return 'names no case';
  if (!cases.has(entry.case)) return `names "${entry.case}", which is no case (hookproof verify --list prints all)`;
  if (typeof entry.reason !== 'string' || entry.reason.trim() === '') return `(${entry.case}) gives no reason`;
  const expires = String(entry.expires);
  return isDateTime(`${expires}T00:00:00Z`) ? undefined : `(${entry.case}) wants expires: like 2027-01-31`;
}

/** A report in the light of what is known; its summary and verdict follow. */
export function withBaseline(report: Report, known: readonly KnownFailure[], today: string): Report {
  const cases = applyBaseline(report.cases, known, today);
  return { ...report, cases, summary: summarise(cases, report.summary.durationMs, report.suite.strict) };
}

/**
 * Results in the light of what is known: an expected failure is KNOWN; one that is expired fails, and so does a case that
 * is expected to fail and does not. `today` is a day, `2026-11-24`.
 */
export function applyBaseline(
  results: readonly CaseResult[],
  known: readonly KnownFailure[],
  today: string,
): CaseResult[] {
  const byCase = new Map(known.map((entry) => [entry.case, entry]));
  return results.map((result) => {
    const entry = byCase.get(result.id);
    return entry ? judged(result, entry, today) : result;
  });
}

function judged(result: CaseResult, { reason, expires }: KnownFailure, today: string): CaseResult {
  const fails = result.status === 'FAIL' || result.status === 'WARN';
  if (fails && today <= expires)
    return { ...result, status: 'KNOWN', why: `known until ${expires}: ${reason}; ${result.why}` };
  if (fails)
    return { ...result, status: 'FAIL', why: `the baseline bore it until ${expires} (${reason}); ${result.why}` };
  if (result.status !== 'PASS' && result.status !== 'OBSERVED') return result;
  const why = `the baseline expects it to fail (${reason}), and it no longer does: take it out, or run with --update-baseline`;
  return { ...result, status: 'FAIL', expected: 'a failure, by the baseline', why };
}

/** How long a failure is borne that nobody has looked at yet. */
const graceDays = 30;

/** Writes what fails now: known entries keep their reason and day, new ones get a short while, others go. */
export async function updateBaseline(
  file: string,
  results: readonly CaseResult[],
  known: readonly KnownFailure[],
  today: string,
): Promise<KnownFailure[]> {
  const judgedIds = new Set(results.map(({ id }) => id));
  const failing = results.filter(({ status }) => status === 'FAIL' || status === 'WARN');
  const later = new Date(Date.parse(today) + graceDays * 86_400_000).toISOString().slice(0, 10);
  const kept = known.filter((entry) => !judgedIds.has(entry.case));
  const now = failing.map(({ id, why }): KnownFailure => {
    const before = known.find((entry) => entry.case === id);
    const current = before !== undefined && before.expires >= today;
    return current
      ? before
      : { case: id, reason: before?.reason ?? `not yet looked at: ${why}`.slice(0, 200), expires: later };
  });
  const failures = [...kept, ...now];
  try {
    await writeFile(file, stringify({ failures }));
  } catch (cause) {
    throw userError('usage', `${file}: cannot be written: ${messageOf(cause)}`, { cause });
  }
  return failures;
}
