import { openFailureBaseline } from '../conformance/baseline.ts';
import { chooseCases, type Verification } from '../conformance/cases/choose.ts';
import { hasEnded, preflight, preflightMs } from '../conformance/preflight/preflight.ts';
import { type Hindrance, preflightResult } from '../conformance/preflight/result.ts';
import { reportOf, runSuite } from '../conformance/run-suite.ts';
import { keyRedactor } from '../conformance/runner/evidence/redact.ts';
import type { Target } from '../conformance/targets/target.ts';
import type { Contract } from '../contract/load.ts';
import { deliveryPath, firstAddress } from '../delivery/parameters.ts';
import { requireApplication } from '../edge/application.ts';
import { type EffectsLog, effectsLog, effectsUrl } from '../effects/log.ts';
import { isUserError, userError } from '../errors.ts';
import { type AuthMode, hasSignature, signedUrlOf } from '../openapi/security.ts';
import type { Report } from '../report.ts';
import { type Keys, keysFrom } from '../signature/keys.ts';
import { loadCases } from './load-cases.ts';
import type { UnjudgedError } from './unjudged.ts';
import { type CaseOptions, verifyDefaults as defaults, type VerifyOptions } from './verify-options.ts';

/** Reads a contract and selects its cases. Throws an input error for a bad file, a usage error where no case is selected. */
export async function prepareVerification(options: CaseOptions): Promise<Verification> {
  return chooseCases(await loadCases(options), options);
}

/** Opens the target and judges it by the cases. Throws as `verify` says. */
export async function runVerification(verification: Verification, options: VerifyOptions): Promise<Report> {
  const { contract, operations, suite, all, cases, selection, sample } = verification;
  const { control, controls, coverage } = suite;
  const { baseline, shard, onResult, signal, strict = false, keep = 'hookproof-failures' } = options;
  const { seed = defaults.seed, concurrency = defaults.concurrency } = options;
  const { timeoutMs = defaults.timeoutMs, budgetMs = defaults.budgetMs } = options;
  const applyBaseline = baseline && (await openFailureBaseline(baseline, all));
  const keys = keysFrom(options.keys, contract.security);
  const path = options.path ?? deliveryPath(contract);
  const run = {
    ...{ contract, keys, controls, cases, selection, seed, strict, onResult, signal, badEvents: options.badEvents },
    profile: profileOf(contract, options),
    shard: shard && `${shard.index}/${shard.count}`,
  };
  const { unjudged, asUnjudged } = unjudgedErrors(run, () => unopened(options.target, path));
  const target = await openReceiver(options, { contract, operations, path, keys }).catch((error) => {
    throw asUnjudged(error);
  });
  let log: EffectsLog | undefined;
  try {
    const address = options.effects === undefined ? undefined : effectsUrl(options.effects, target.url);
    await options.onStart?.(cases.length);
    const refusal = await preflight(target, { contract, keys, controls, cases: all, signal });
    const hasFinding = refusal !== undefined && hasEnded(refusal.delivery);
    if (refusal && !hasFinding) throw unjudged(refusal, target);
    // Where no event is accepted, that is to be mended first: a wrong path has no log either.
    log = await openEffects(address, timeoutMs).catch((error) => {
      throw asUnjudged(error, target);
    });
    const report = await runSuite(target, {
      ...{ ...run, control, sample, coverage, concurrency, timeoutMs, budgetMs, effects: log },
      ...{ available: all.length, withoutCredentials: leavesCredentialsOut(contract, options) },
      before: hasFinding ? [preflightResult(refusal, target, run)] : [],
      keep: async (failure, name) =>
        (await import('../conformance/cases/fuzz/replay.ts')).keepFailure(keep, failure, name),
    });
    return applyBaseline ? await applyBaseline(report) : report;
  } finally {
    log?.close();
    await target.close();
  }
}

type JudgedRun = Parameters<typeof reportOf>[1] & Parameters<typeof preflightResult>[2];

/** Makes what tells why nothing could be judged, with a report; `unopenedTarget` gives what stands for a target that was not opened. */
function unjudgedErrors(run: JudgedRun, unopenedTarget: () => Pick<Target, 'kind' | 'url'>) {
  const start = performance.now();
  const unjudged = (why: Hindrance, target: Pick<Target, 'kind' | 'url' | 'again'>): UnjudgedError => {
    const result = preflightResult(why, target, run);
    const report = reportOf(target, { ...run, cases: [] }, [result], Math.round(performance.now() - start));
    // A module that does not start may say with which keys.
    const message = keyRedactor(run.keys)(why.message);
    const known = isUserError(why) && message === why.message ? why : userError('target', message, why);
    return Object.assign(known, { report });
  };
  const asUnjudged = (error: unknown, target?: Pick<Target, 'kind' | 'url'>): unknown =>
    isUserError(error) && ['target', 'interrupted'].includes(error.code)
      ? unjudged(error, target ?? unopenedTarget())
      : error;
  return { unjudged, asUnjudged };
}

/** Opens the effects log; one that cannot be read is found before the cases. */
async function openEffects(address: URL | undefined, timeoutMs: number): Promise<EffectsLog | undefined> {
  if (address === undefined) return undefined;
  const first = effectsLog(address, Math.min(timeoutMs, preflightMs));
  await first.counts().finally(first.close);
  return effectsLog(address, timeoutMs);
}

/** Stands for a receiver that could not be started or reached. */
function unopened(receiver: VerifyOptions['target'], path: string): Pick<Target, 'kind' | 'url'> {
  if (typeof receiver === 'string' || receiver instanceof URL) return { kind: 'url', url: new URL(receiver) };
  return { kind: 'exec' in receiver ? 'exec' : 'module', url: new URL(path, 'http://127.0.0.1') };
}

/** Opens the receiver of any kind as a target. Throws a target error when it cannot be started or reached. */
async function openReceiver(
  { target: receiver, effects, signal, rerun }: VerifyOptions,
  { path, keys, contract, operations }: Pick<Verification, 'contract' | 'operations'> & { path: string; keys: Keys },
): Promise<Target> {
  if (typeof receiver === 'string' || receiver instanceof URL) {
    const { urlTarget } = await import('../conformance/targets/target.ts');
    const target = await urlTarget(String(receiver));
    return { ...target, url: firstAddress(target.url, contract, operations), ...(rerun ? { again: rerun } : {}) };
  }
  // Whoever writes JavaScript may give anything.
  if (Object(receiver) !== receiver) await requireApplication(receiver);
  if ('exchange' in receiver) return receiver;
  if ('exec' in receiver) {
    const { exec, env, startTimeoutMs: startMs = defaults.startTimeoutMs } = receiver;
    const { commandTarget } = await import('../conformance/targets/command.ts');
    const told = { path, keys, signedUrl: signedUrlOf(contract.security), effects: effects !== undefined, env };
    return commandTarget(exec, { ...told, startMs, signal, rerun });
  }
  const { applicationTarget, loadApplication } = await import('../conformance/targets/module.ts');
  if ('module' in receiver) {
    const { module, startTimeoutMs: startMs = defaults.startTimeoutMs } = receiver;
    const application = await loadApplication(module, { startMs, alone: rerun !== undefined, signal });
    return applicationTarget(application, path, rerun);
  }
  return applicationTarget(await requireApplication(receiver), path, rerun);
}

/** Names how deliveries prove themselves by a contract, where the options do not say it. */
export function profileOf({ security }: Contract, { auth }: CaseOptions): AuthMode {
  if (auth !== undefined) return auth;
  if (!hasSignature(security)) return 'keys';
  const carriesKey = security.flat().some(({ source }) => source.kind === 'key' && source.roles.includes('private'));
  return carriesKey ? 'both' : 'signature';
}

/** Tells whether nothing is sent of the credentials that a contract declares. */
function leavesCredentialsOut({ effective, security }: Contract, { auth, signature }: CaseOptions): boolean {
  const declared = Object.keys(effective.components?.securitySchemes ?? {});
  return auth === 'none' && security.length === 0 && (declared.length > 0 || signature !== undefined);
}
