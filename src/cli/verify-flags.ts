import type { ContractFlags } from './options.ts';

/** The options that tell which receiver is judged, as commander parses them. */
export interface TargetFlags {
  url?: string;
  exec?: string;
  module?: string;
  path?: string;
  effects?: string;
  startTimeout: number;
}

/** The options without which a case would not be the same again, as commander parses them. */
export interface AgainFlags extends ContractFlags, TargetFlags {
  cases?: string[];
  replay?: string[];
  seed: number;
  timeout: number;
  budget: number;
}

/** What the numbers are that nobody gave. */
export const defaults = { seed: 1, timeout: 10_000, budget: 1_000, startTimeout: 30_000 };
