import type { Report } from '../report.ts';
import { contractChoiceNames, type OptionNames, refuseUnknownOptions } from './known-options.ts';
import type { VerifyOptions } from './verify-options.ts';

export type { Contract } from '../contract/load.ts';
export type { HostedApplication as ApplicationUnderTest } from '../edge/application.ts';
export { type ErrorCode, isUserError, type UserError } from '../errors.ts';
export type { CaseResult, Report } from '../report.ts';
export type { ContractChoice } from './contract.ts';
export { isUnjudged, type UnjudgedError } from './unjudged.ts';
export type { CommandUnderTest, ReceiverUnderTest } from './verify-options.ts';
export type { VerifyOptions };

/**
 * Runs the conformance suite against a receiver and reports each case. Throws an input error for a bad contract, a usage
 * error where no case is selected, and an unjudged error when the receiver cannot be started or reached, or accepts no
 * good event at all.
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  await refuseUnknownOptions('verify', options, verifyNames);
  const { prepareVerification, runVerification } = await import('./run-verification.ts');
  return runVerification(await prepareVerification(options), options);
}

const verifyNames: OptionNames<VerifyOptions> = {
  ...contractChoiceNames,
  ...{ cases: true, groups: true, levels: true, excluded: true, among: true, folders: true, recordings: true },
  ...{ fuzz: true, replay: true, badEvents: true, sample: true, shard: true, seed: true, target: true, keys: true },
  ...{ effects: true, baseline: true, keep: true, concurrency: true, timeoutMs: true, budgetMs: true, strict: true },
  ...{ onStart: true, onResult: true, rerun: true, signal: true },
};
