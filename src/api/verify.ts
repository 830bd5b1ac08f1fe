import type { Report } from '../report.ts';
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
  const { prepareVerification, runVerification } = await import('./run-verification.ts');
  return runVerification(await prepareVerification(options), options);
}
