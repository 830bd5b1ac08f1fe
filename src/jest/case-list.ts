import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Selection, selectCases } from '../conformance/cases/select.ts';
import { inapplicable } from '../conformance/runner/applicable.ts';
import type { ContractOptions } from '../contract/load.ts';
import { type ErrorCode, userError } from '../errors.ts';
import type { Level } from '../report.ts';
import type { Conformance } from './conformance.ts';

/** Says which cases are registered, and whether there is an effects log. */
export interface CaseChoice extends Selection {
  effects: boolean;
}

/** Holds the chosen cases of a contract, and its title with its version. `skipped` says why a case cannot be judged. */
export interface ListedCases {
  title: string;
  cases: { id: string; level: Level; title: string; skipped?: string | undefined }[];
}

/** Lists the chosen cases as they are registered. Throws a usage error when none is chosen. */
export function listCases({ contract, suite }: Conformance, { effects, ...selection }: CaseChoice): ListedCases {
  const cases = selectCases(suite.cases, selection).map((each) => {
    const { id, level, title } = each;
    return { id, level, title, skipped: inapplicable(each, { effects, revival: false }) };
  });
  return { title: `${contract.title} ${contract.version}`, cases };
}

/** Asks for the cases of a contract, as JSON. */
export interface CaseListRequest {
  contract: ContractOptions;
  choice: CaseChoice;
}

/** Answers such a request, as JSON: with the cases, or with what the user did wrong. */
export type CaseListAnswer = ListedCases | { error: { code: ErrorCode; message: string; hint?: string | undefined } };

/** Names the file that answers requests; it is compiled where this one is. */
const listing = fileURLToPath(import.meta.url).replace(/case-list(\.[jt]s)$/, 'list-process$1');

/**
 * Lists the cases of a contract without a promise: tests must be registered while their file is read, and documents load
 * asynchronously, so another process reads them. Throws what loading the contract throws.
 */
export function listSynchronously(request: CaseListRequest): ListedCases {
  const { stdout, stderr, error } = spawnSync(process.execPath, [listing], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error || stdout === '') throw error ?? new Error(`the cases cannot be listed: ${stderr.trim()}`);
  const answer = JSON.parse(stdout) as CaseListAnswer;
  if (!('error' in answer)) return answer;
  throw userError(answer.error.code, answer.error.message, { hint: answer.error.hint });
}
