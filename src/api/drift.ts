import type { DriftReport } from '../change.ts';
import type { DriftOptions } from '../drift/run.ts';
import { userError } from '../errors.ts';
import { type OptionNames, refuseUnknownOptions } from './known-options.ts';

export type { Change, ChangeLevel, DriftReport, Witness } from '../change.ts';
export { type ErrorCode, isUserError, type UserError } from '../errors.ts';
export type { DriftOptions };

/**
 * Compares a contract with a published document (`against`), recorded events (`traffic`) or a receiver's own document
 * (`implementation`), and names the conformance cases that each change affects. Throws an input error for what cannot be read.
 */
export async function drift(options: DriftOptions): Promise<DriftReport> {
  await refuseUnknownOptions('drift', options, driftNames);
  const [{ runDrift }, { readDriftDocuments }, { withAffectedCases }] = await Promise.all([
    import('../drift/run.ts'),
    import('../drift/documents/read.ts'),
    import('./affected-cases.ts'),
  ]);
  if (!options.against && !options.traffic && !options.implementation)
    throw userError('usage', 'there is nothing to compare with', { hint: 'Give against, traffic or implementation.' });
  const documents = await readDriftDocuments(options);
  const affectedCases: DriftOptions['affectedCases'] = (changes) =>
    withAffectedCases(changes, documents.contract, options);
  return runDrift({ stdin: () => process.stdin, affectedCases, ...options }, documents);
}

const driftNames: OptionNames<DriftOptions> = {
  ...{ contract: true, overlays: true, operation: true, eventFrom: true, allowedHosts: true, cache: true },
  ...{ against: true, implementation: true, traffic: true, stdin: true, progress: true, signal: true, side: true },
  ...{ failOn: true, scope: true, baseline: true, accept: true, locations: true, affectedCases: true },
};
