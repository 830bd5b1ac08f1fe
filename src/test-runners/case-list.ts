import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type CaseChoice, chooseCases } from '../conformance/cases/choose.ts';
import { inapplicable } from '../conformance/runner/applicable.ts';
import { type ErrorCode, userError } from '../errors.ts';
import type { Level } from '../report.ts';
import type { Conformance, DescribeOptions } from './options.ts';

/** Holds the chosen cases of a contract, and its title with its version. `skipped` says why a case cannot be judged. */
export interface ListedCases {
  title: string;
  cases: { id: string; level: Level; title: string; skipped?: string | undefined }[];
}

/** Says which of the cases of a loaded contract are registered, and whether there is an effects log. */
type ListOptions = CaseChoice & Pick<DescribeOptions, 'effects'>;

/** Lists the chosen cases as they are registered. Throws a usage error when none is chosen. */
export function listCases(conformance: Conformance, options: ListOptions): ListedCases {
  const { contract, cases } = chooseCases(conformance, options);
  const given = { effects: options.effects !== undefined, revival: false };
  const listed = cases.map((each) => {
    const { id, level, title } = each;
    return { id, level, title, skipped: inapplicable(each, given) };
  });
  return { title: `${contract.title} ${contract.version}`, cases: listed };
}

/** Answers a request for the cases of a contract, as JSON: with the cases, or with what the user did wrong. */
export type CaseListAnswer = ListedCases | { error: { code: ErrorCode; message: string; hint?: string | undefined } };

/** Names the file that answers requests; it is compiled where this one is. */
const listing = fileURLToPath(import.meta.url).replace(/case-list(\.[jt]s)$/, 'list-process$1');

/**
 * Lists the cases of a contract without a promise: tests must be registered while their file is read, and documents load
 * asynchronously, so another process reads them. Throws what loading the contract throws.
 */
export function listSynchronously({ keys: _, ...options }: DescribeOptions): ListedCases {
  const { stdout, stderr, error } = spawnSync(process.execPath, [listing], {
    input: JSON.stringify(options),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error || stdout === '') throw error ?? new Error(`the cases cannot be listed: ${stderr.trim()}`);
  const answer = JSON.parse(stdout) as CaseListAnswer;
  if (!('error' in answer)) return answer;
  throw userError(answer.error.code, answer.error.message, { hint: answer.error.hint });
}
