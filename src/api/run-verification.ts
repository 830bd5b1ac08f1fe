import type { Case } from '../conformance/cases/case.ts';
import { selectCases, selectionDigest } from '../conformance/cases/select.ts';
import { loadSuite, type Suite } from '../conformance/cases/suite.ts';
import { runSuite, type SuiteRunOptions } from '../conformance/run-suite.ts';
import { type EffectsLog, effectsLog } from '../conformance/runner/effects/log.ts';
import { shardOf } from '../conformance/shard.ts';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import type { Report } from '../report.ts';
import { type Keys, keysFrom } from '../signature/keys.ts';
import { openContract } from './contract.ts';
import { openReceiver } from './target.ts';
import type { VerifyOptions } from './verify-options.ts';

const defaults = { seed: 1, timeoutMs: 10_000 };

/** Loads the contract and its cases, opens the target, and judges it. Throws as `verify` says. */
export async function runVerification(setup: VerifyOptions): Promise<Report> {
  const contract = await openContract(setup);
  const { seed = defaults.seed, folders = [], path = contract.operation.path, signal } = setup;
  const suite = await loadSuite(contract, { seed, folders });
  const all = [...suite.cases, ...(await casesOfRecordings(setup.recordings ?? [], contract))];
  const selected = selectCases(all, setup);
  const keys = keysFrom(setup.keys ?? {});
  const effects = setup.effects !== undefined;
  const target = await openReceiver(setup.target, { contract, keys, path, effects, ...(signal ? { signal } : {}) });
  try {
    const log = setup.effects === undefined ? undefined : await openEffectsLog(setup.effects, target.url, setup);
    return await runSuite(target, runOptions(setup, { contract, suite, keys, selected, log }));
  } finally {
    await target.close();
  }
}

async function casesOfRecordings(files: readonly string[], contract: Contract): Promise<Case[]> {
  if (files.length === 0) return [];
  const [{ recordedCases }, { recordingSources }] = await Promise.all([
    import('../conformance/cases/recorded.ts'),
    import('../recorded/sources.ts'),
  ]);
  return recordedCases(await recordingSources(files, () => process.stdin), contract);
}

/** Opens the effects log; one that cannot be read is found before anything is sent. */
async function openEffectsLog(address: string, receiver: URL, { timeoutMs }: VerifyOptions): Promise<EffectsLog> {
  const url = URL.parse(address, receiver.href);
  if (!url) throw userError('usage', `effects: ${address} is neither a path nor a URL`);
  const log = effectsLog(url, timeoutMs ?? defaults.timeoutMs);
  await log.counts();
  return log;
}

interface Prepared {
  contract: Contract;
  suite: Suite;
  keys: Keys;
  selected: readonly Case[];
  log: EffectsLog | undefined;
}

function runOptions(setup: VerifyOptions, { contract, suite, keys, selected, log }: Prepared): SuiteRunOptions {
  const { seed = defaults.seed, concurrency = 8, timeoutMs = defaults.timeoutMs, budgetMs = 1_000 } = setup;
  const { shard, strict = false, auth = 'keys', onResult, signal } = setup;
  return {
    contract,
    keys,
    cases: shardOf(selected, shard),
    selection: selectionDigest(selected),
    control: suite.control,
    coverage: suite.coverage,
    profile: auth,
    seed,
    concurrency,
    timeoutMs,
    budgetMs,
    strict,
    // Only random events are kept, and there are none.
    keep: async () => '',
    ...(log ? { effects: log } : {}),
    ...(shard ? { shard: `${shard.index}/${shard.count}` } : {}),
    ...(onResult ? { onResult } : {}),
    ...(signal ? { signal } : {}),
  };
}
