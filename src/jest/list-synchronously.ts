import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ContractOptions } from '../contract/load.ts';
import { type ErrorCode, userError } from '../errors.ts';
import type { CaseChoice, ListedCases } from './case-list.ts';

/** Asks for the cases of a contract, as JSON. */
export interface CaseListRequest {
  contract: ContractOptions;
  choice: CaseChoice;
}

/** Answers such a request, as JSON: with the cases, or with what the user did wrong. */
export type CaseListAnswer = ListedCases | { error: { code: ErrorCode; message: string; hint?: string } };

/** Names the file that answers requests; it is compiled where this one is. */
const listing = fileURLToPath(import.meta.url).replace(/list-synchronously(\.[jt]s)$/, 'list-process$1');

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
  const { code, message, hint } = answer.error;
  throw userError(code, message, hint === undefined ? {} : { hint });
}
