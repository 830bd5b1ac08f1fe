import { packageVersion } from '../contract/bundled.ts';
import type { Contract } from '../contract/load.ts';
import type { AuthMode } from '../contract/security.ts';
import { type CaseResult, type Report, summarise } from '../report.ts';
import type { Keys } from '../signature/keys.ts';
import type { Case } from './case.ts';
import { caseRunner } from './run.ts';
import type { Target } from './target.ts';

export interface VerifyOptions {
  contract: Contract;
  keys: Keys;
  cases: readonly Case[];
  control: Buffer;
  profile: AuthMode;
  seed: number;
  /** Cases under way at once. */
  concurrency: number;
  timeoutMs: number;
  strict: boolean;
  /** Told of each result as it comes. */
  onResult?: (result: CaseResult, done: number) => void;
  /** Ends the run early; what is not yet judged is left out. */
  signal?: AbortSignal;
}

/** Runs cases against a target and reports them in the order they were given. */
export async function verify(target: Target, options: VerifyOptions): Promise<Report> {
  const { contract, cases, concurrency, signal } = options;
  const start = performance.now();
  const runCase = caseRunner(target, options);
  const results: CaseResult[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < cases.length && !signal?.aborted; index = next++) {
      const result = await runCase(cases[index] as Case);
      results[index] = result;
      options.onResult?.(result, ++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const judged = results.filter((result) => result !== undefined);
  const version = packageVersion();
  return {
    schemaVersion: 1,
    tool: { name: 'hookproof', version },
    contract: { title: contract.title, version: contract.version, digest: contract.digest },
    suite: { version, profile: options.profile, seed: options.seed, shard: null },
    target: { kind: target.kind, url: target.url.href },
    summary: summarise(judged, Math.round(performance.now() - start), options.strict),
    cases: judged,
  };
}
