/** How much a case weighs: MUST gates, SHOULD warns, OBSERVE only reports. */
export type Level = 'MUST' | 'SHOULD' | 'OBSERVE';

export type Status = 'PASS' | 'FAIL' | 'WARN' | 'OBSERVED' | 'KNOWN' | 'NOT-APPLICABLE' | 'BLOCKED' | 'ERROR';

/** The sentence that a case tests: where it stands, and what it says. */
export interface Requirement {
  source: string;
  quote: string;
}

/** One judged case. */
export interface CaseResult {
  id: string;
  title: string;
  group: string;
  level: Level;
  status: Status;
  requirement: Requirement;
  expected: string;
  actual: string;
  /** Why the status is what it is; empty for a plain pass. */
  why: string;
  /** A command line that sends the same again; no key stands in it. */
  reproduce: string;
  durationMs: number;
  /** What went over the wire, the first few of many; keys are taken out. */
  exchanges?: readonly ExchangeText[];
}

/** One request and its answer, as text. */
export interface ExchangeText {
  sent: string;
  answered: string;
  durationMs: number;
}

/** How much of what the contract demands the suite puts to the test. */
export interface Coverage {
  constraints: number;
  exercised: number;
  unexercised: { pointer: string; keyword: string; why: string }[];
}

/** One run's result, as `verify --report json` prints it. */
export interface Report {
  schemaVersion: 1;
  tool: { name: 'hookproof'; version: string };
  contract: { title: string; version: string; digest: string };
  suite: { version: string; profile: string; seed: number; shard: string | null; strict?: boolean; interrupted?: true };
  target: { kind: 'url' | 'module' | 'exec'; url: string };
  summary: Summary;
  coverage?: Coverage;
  cases: CaseResult[];
}

export interface Summary {
  /** `error` when nothing failed but something could not be judged. */
  verdict: 'pass' | 'fail' | 'error';
  total: number;
  pass: number;
  fail: number;
  warn: number;
  observed: number;
  known: number;
  notApplicable: number;
  blocked: number;
  error: number;
  durationMs: number;
}

const counters = {
  PASS: 'pass',
  FAIL: 'fail',
  WARN: 'warn',
  OBSERVED: 'observed',
  KNOWN: 'known',
  'NOT-APPLICABLE': 'notApplicable',
  BLOCKED: 'blocked',
  ERROR: 'error',
} as const satisfies Record<Status, keyof Summary>;

/** Counts the results and draws the verdict. A run in which nothing was judged never passes. */
export function summarise(cases: readonly CaseResult[], durationMs: number, strict = false): Summary {
  const count = { pass: 0, fail: 0, warn: 0, observed: 0, known: 0, notApplicable: 0, blocked: 0, error: 0 };
  for (const { status } of cases) count[counters[status]]++;
  const failed = count.fail > 0 || (strict && count.warn > 0);
  const unjudged = count.blocked + count.error > 0 || cases.length === count.notApplicable;
  return { verdict: failed ? 'fail' : unjudged ? 'error' : 'pass', total: cases.length, ...count, durationMs };
}
