import { withCauses } from '../causes/find-causes.ts';
import { conceal } from '../conceal.ts';
import { isUserError, messageOf } from '../errors.ts';
import type { AuthMode } from '../openapi/security.ts';
import { packageVersion } from '../package-version.ts';
import {
  type BadEvents,
  type CaseResult,
  type Coverage,
  findUnproved,
  type Report,
  type Sample,
  type Suite,
  summarise,
} from '../report.ts';
import { carriedCredentials } from '../signature/carried-credentials.ts';
import type { Keys } from '../signature/keys.ts';
import { badEventsOf } from './cases/bad-events.ts';
import type { Case } from './cases/case.ts';
import type { KeepFailure } from './cases/fuzz/fuzz.ts';
import type { EffectsFault } from './runner/effects/check-effects.ts';
import { keyRedactor } from './runner/evidence/redact.ts';
import { caseRunner, type RunOptions } from './runner/run-case.ts';
import type { Target } from './targets/target.ts';

interface SuiteRunOptions extends RunOptions {
  cases: readonly Case[];
  profile: AuthMode;
  seed: number;
  /** Cases under way at once. */
  concurrency: number;
  strict: boolean;
  /** Says which part of all cases these are, `2/8`. */
  shard?: string | undefined;
  /** Stands for all selected cases, of which these may be a part. */
  selection?: string;
  sample?: Sample | undefined;
  /** Counts the cases that there are, of which these may be a part. */
  available?: number;
  /** Deliveries carry no credentials, although the contract declares some. */
  withoutCredentials?: boolean;
  /** Says what all cases put to the test; of a sample, it would say too much. */
  coverage?: Coverage;
  /** Keeps failures of random events. */
  keep: KeepFailure;
  /** Holds results of what came before the cases. */
  before?: readonly CaseResult[];
  /** Hears of each result as it comes. */
  onResult?: ((result: CaseResult, done: number) => void) | undefined;
  /** Ends the run early; what is not yet judged is left out. */
  signal?: AbortSignal | undefined;
}

/** A case that takes longer than this lets the next one begin. */
const slowMs = 300;

/** Runs cases against a target and reports them in the order they were given. */
export async function runSuite(target: Target, options: SuiteRunOptions): Promise<Report> {
  const { cases, signal } = options;
  const start = performance.now();
  const runner = caseRunner(target, options);
  const results: CaseResult[] = [];
  let done = 0;
  let last = 0;
  const judge = async (index: number): Promise<void> => {
    const each = cases[index];
    if (!each || signal?.aborted) return;
    const result = await judgeCase(runner, each, options);
    results[index] = result;
    last = index;
    options.onResult?.(result, ++done);
  };
  const judgeAll = async (): Promise<Map<string, EffectsFault>> => {
    const indexes = [...cases.keys()];
    const together = indexes.filter((index) => !cases[index]?.alone);
    await runConcurrently(together.length, options.concurrency, slowMs, (index) => judge(together[index] as number));
    // What measures the receiver, or ends it, has it to itself.
    for (const index of indexes.filter((each) => cases[each]?.alone)) await judge(index);
    const late = await runner.audit();
    const end = await target.ended?.();
    const final = results[last];
    // Nobody else is left to see it.
    if (end !== undefined && final) results[last] = endedBy(final, `the receiver ended: ${end}`);
    return late;
  };
  const interrupted = new Promise<Map<string, EffectsFault>>((resolve) => {
    signal?.addEventListener('abort', () => resolve(new Map()), { once: true });
  });
  // Whoever interrupts a run does not wait for answers that are still to come.
  const late = await Promise.race([judgeAll(), interrupted]);
  const judged = results.filter((result) => result !== undefined).map((result) => corrected(result, late));
  return reportOf(target, options, [...(options.before ?? []), ...judged], Math.round(performance.now() - start));
}

/** Judges one case by its runner, a random one by the events that are drawn for it. Never throws: an error is a result, too. */
export function judgeCase(
  runner: ReturnType<typeof caseRunner>,
  each: Case,
  { contract, keep, keys }: Pick<SuiteRunOptions, 'contract' | 'keep' | 'keys'>,
): Promise<CaseResult> {
  const judge = async (): Promise<CaseResult> => {
    if (!each.fuzz) return runner.run(each);
    const { fuzz } = await import('./cases/fuzz/fuzz.ts');
    return fuzz(each.fuzz, each.contract ?? contract, runner.run, keep);
  };
  return judge().catch((error: unknown) => brokenOff(each, error, keys));
}

/** Makes the result of a case that an error ended: what is the receiver's is a failure, and no report is lost for it. */
function brokenOff({ id, title, group, level, requirement }: Case, error: unknown, keys: Keys): CaseResult {
  const status = isUserError(error) && error.code === 'target' ? 'FAIL' : 'ERROR';
  const why = conceal(keyRedactor(keys)(messageOf(error)));
  return { id, title, group, level, requirement, status, expected: '', actual: '', why, reproduce: '', durationMs: 0 };
}

/** Makes a failure of a result that looked well before the receiver ended. */
function endedBy(result: CaseResult, why: string): CaseResult {
  return ['PASS', 'WARN', 'OBSERVED'].includes(result.status)
    ? { ...result, status: 'FAIL', actual: why, why }
    : result;
}

/** Corrects a result by what the effects log shows in the end, which overrules what it showed before. */
function corrected(result: CaseResult, late: ReadonlyMap<string, EffectsFault>): CaseResult {
  const { why, grave } = late.get(result.id) ?? {};
  const isOverruled = result.status === 'PASS' || (grave && result.status === 'WARN');
  if (why === undefined || !isOverruled) return result;
  return { ...result, status: grave || result.level === 'MUST' ? 'FAIL' : 'WARN', actual: why, why };
}

type ReportOptions = Omit<SuiteRunOptions, keyof RunOptions | 'concurrency' | 'keep'> &
  Pick<RunOptions, 'contract' | 'keys' | 'controls' | 'badEvents'>;

/** Makes the report of a run from the results that there are. */
export function reportOf(
  target: Pick<Target, 'kind' | 'url'>,
  options: ReportOptions,
  cases: CaseResult[],
  durationMs: number,
): Report {
  const { contract, profile, seed, shard = null, selection, sample, strict, coverage } = options;
  const { available, withoutCredentials } = options;
  const { title, version, digest } = contract;
  const interrupted = cases.length < options.cases.length + (options.before?.length ?? 0);
  const suite: Suite = {
    ...{ version: packageVersion(), profile, seed, shard },
    ...(selection ? { selection } : {}),
    ...(available === undefined ? {} : { available }),
    ...(sample ? { sample } : {}),
    ...{ badEvents: badEventsInForce(options), strict },
    ...(contract.security.length > 0 ? { credentials: carriedCredentials(contract.security) } : {}),
    ...(withoutCredentials ? { withoutCredentials } : {}),
    ...(interrupted ? { interrupted } : {}),
  };
  return withCauses({
    schemaVersion: 1,
    tool: { name: 'hookproof', version: packageVersion() },
    contract: { title, version, digest },
    suite,
    // Whoever writes a key into the address sees it in no report.
    target: { kind: target.kind, url: conceal(keyRedactor(options.keys)(target.url.href)) },
    summary: summarise(cases, durationMs, strict),
    notProved: findUnproved({ suite, cases }),
    ...(coverage && !sample ? { coverage } : {}),
    cases,
  });
}

function badEventsInForce({ contract, controls, badEvents }: ReportOptions): BadEvents | 'mixed' {
  const [one = 'refuse', another] = new Set([contract, ...(controls?.keys() ?? [])].map(badEventsOf));
  return badEvents ?? (another ? 'mixed' : one);
}

/** However many are slow, no more than this many run at once. */
const mostAtOnce = 128;

/**
 * Runs jobs 0 to `count - 1`, `concurrency` at a time. A job that takes longer than `slowMs` gives up its place, so that
 * slow ones never hold up the others. The first error is thrown once nothing runs any more, and no further job is begun.
 */
export async function runConcurrently(
  count: number,
  concurrency: number,
  slowMs: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  let next = 0;
  const begin = (index: number): Promise<void> => {
    const job = run(index)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(job));
    running.add(job);
    return job;
  };
  const worker = async (): Promise<void> => {
    while (next < count && errors.length === 0) {
      if (running.size >= mostAtOnce) await Promise.race(running);
      else await sooner(begin(next++), slowMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await Promise.all(running);
  if (errors.length > 0) throw errors[0];
}

async function sooner(job: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([job, late]);
  clearTimeout(timer);
}
