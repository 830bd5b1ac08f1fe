import type { CaseOptions, VerifyOptions } from '../api/verify-options.ts';
import type { CaseChoice, LoadedCases } from '../conformance/cases/choose.ts';
import type { HostedApplication } from '../edge/application.ts';

/** Names what is tested: an application of this process, the base URL of a receiver (`http://127.0.0.1:3000`), or what gives one. */
export type TestedReceiver = HostedApplication | string | URL | (() => Promise<HostedApplication | string | URL>);

/** Holds a contract and its cases, ready to be registered. */
export type Conformance = LoadedCases;

/** Says which contract is meant and which cases it has, in words that another process understands, too. */
export interface ConformanceOptions extends Omit<CaseOptions, 'contract' | keyof CaseChoice> {
  /** File or URL; the bundled contract by default. */
  contract?: string | URL;
  /** Seeds generated values, and what a sample draws; 1 by default. */
  seed?: number | undefined;
}

type RunOptions = Pick<VerifyOptions, 'path' | 'keys' | 'effects' | 'keep' | 'timeoutMs' | 'budgetMs' | 'strict'>;

/** Holds the options of `describeConformance`, which are those of `verify`; each has a default. */
export interface DescribeOptions extends ConformanceOptions, CaseChoice, RunOptions {
  /** A contract and its cases that `loadConformance` has loaded, in place of `contract`; several calls can share it. */
  conformance?: Conformance;
}
