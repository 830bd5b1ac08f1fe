import { openFailureBaseline } from '../conformance/baseline.ts';
import type { Case } from '../conformance/cases/case.ts';
import { selectCases, selectionDigest } from '../conformance/cases/select.ts';
import { loadSuite, type Suite } from '../conformance/cases/suite.ts';
import { runSuite, type SuiteRunOptions } from '../conformance/run-suite.ts';
import { type EffectsLog, effectsLog } from '../conformance/runner/effects/log.ts';
import { shardOf } from '../conformance/shard.ts';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import { type AuthMode, hasSignature } from '../openapi/security.ts';
import type { Report } from '../report.ts';
import { type Keys, keysFrom } from '../signature/keys.ts';
import { openContract } from './contract.ts';
import { openReceiver } from './open-receiver.ts';
import { type CaseOptions, type VerifyOptions, verifyDefaults } from './verify-options.ts';

/** Holds a contract, its cases, and those of them that are to be run. */
export interface Verification {
  contract: Contract;
  suite: Suite;
  all: readonly Case[];
  cases: readonly Case[];
  /** Digest of all that were selected, of which the cases may be a part. */
  selection: string;
}

/** Reads a contract and selects its cases. Throws an input error for a bad file, a usage error where no case is selected. */
export async function prepareVerification(options: CaseOptions): Promise<Verification> {
  const contract = await openContract(options);
  const { seed = verifyDefaults.seed, folders = [], shard } = options;
  const suite = await loadSuite(contract, { seed, folders });
  const all = [
    ...suite.cases,
    ...(await casesOfRecordings(options, contract)),
    ...(await randomCases(options, contract, seed)),
  ];
  const selected = selectCases(all, options);
  const cases = shardOf(selected, shard);
  if (cases.length === 0) throw userError('usage', `there are only ${selected.length} cases to share out`);
  return { contract, suite, all, cases, selection: selectionDigest(selected) };
}

/** Opens the target and judges it by the cases. Throws as `verify` says. */
export async function runVerification(verification: Verification, options: VerifyOptions): Promise<Report> {
  const { contract, all, cases } = verification;
  const { path = contract.operation.path, effects, baseline, signal, rerun } = options;
  const applyBaseline = baseline && (await openFailureBaseline(baseline.file, all, baseline.update ?? false));
  const keys = keysFrom(options.keys ?? {});
  const target = await openReceiver(options.target, { keys, path, effects: effects !== undefined, signal, rerun });
  try {
    const log = effects === undefined ? undefined : await openEffectsLog(effects, target.url, options);
    await options.onStart?.(cases.length);
    const report = await runSuite(target, suiteOptions(verification, options, keys, log));
    return applyBaseline ? await applyBaseline(report) : report;
  } finally {
    await target.close();
  }
}

async function casesOfRecordings({ recordings = [] }: CaseOptions, contract: Contract): Promise<Case[]> {
  if (recordings.length === 0) return [];
  const [{ recordedCases }, { recordingSources }] = await Promise.all([
    import('../conformance/cases/recorded.ts'),
    import('../recorded/sources.ts'),
  ]);
  return recordedCases(await recordingSources(recordings, () => process.stdin), contract);
}

async function randomCases({ fuzz, replay = [] }: CaseOptions, contract: Contract, seed: number): Promise<Case[]> {
  if (fuzz === undefined && replay.length === 0) return [];
  const [{ fuzzCases }, { replayCase }] = await Promise.all([
    import('../conformance/cases/fuzz/fuzz.ts'),
    import('../conformance/cases/fuzz/replay.ts'),
  ]);
  const replayed = await Promise.all(replay.map((file) => replayCase(file, contract)));
  return [...(fuzz === undefined ? [] : fuzzCases(contract, fuzz, seed)), ...replayed];
}

/**
 * Opens the effects log: a path is the receiver's own, and `$PORT` stands for its port. One that cannot be read is found
 * before anything is sent.
 */
async function openEffectsLog(address: string, receiver: URL, { timeoutMs }: VerifyOptions): Promise<EffectsLog> {
  const url = URL.parse(address.replaceAll(/\$\{?PORT\}?|\{PORT\}/g, receiver.port), receiver.href);
  if (!url || !/^https?:$/.test(url.protocol))
    throw userError('usage', `--effects ${address}: neither a path nor an http or https URL`);
  const log = effectsLog(url, timeoutMs ?? verifyDefaults.timeoutMs);
  await log.counts();
  return log;
}

function suiteOptions(
  { contract, suite, cases, selection }: Verification,
  options: VerifyOptions,
  keys: Keys,
  log: EffectsLog | undefined,
): SuiteRunOptions {
  const { seed, concurrency, timeoutMs, budgetMs } = verifyDefaults;
  const { shard, keep = 'hookproof-failures', onResult, signal } = options;
  return {
    contract,
    keys,
    cases,
    selection,
    control: suite.control,
    coverage: suite.coverage,
    profile: options.auth ?? profileOf(contract),
    seed: options.seed ?? seed,
    concurrency: options.concurrency ?? concurrency,
    timeoutMs: options.timeoutMs ?? timeoutMs,
    budgetMs: options.budgetMs ?? budgetMs,
    strict: options.strict ?? false,
    keep: async (failure, name) =>
      (await import('../conformance/cases/fuzz/replay.ts')).keepFailure(keep, failure, name),
    ...(log ? { effects: log } : {}),
    ...(shard ? { shard: `${shard.index}/${shard.count}` } : {}),
    ...(onResult ? { onResult } : {}),
    ...(signal ? { signal } : {}),
  };
}

/** Names how deliveries prove themselves by a contract, where the options do not say it. */
function profileOf({ security }: Contract): AuthMode {
  if (!hasSignature(security)) return 'keys';
  const carriesKey = security.flat().some(({ source }) => source.kind === 'key' && source.key === 'private');
  return carriesKey ? 'both' : 'signature';
}
