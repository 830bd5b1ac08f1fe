/** Says how much a case weighs: MUST gates, SHOULD warns, OBSERVE only reports. */
export type Level = 'MUST' | 'SHOULD' | 'OBSERVE';

/** Says what a receiver owes a bad event: a refusal, or no more than to have no effect. */
export type BadEvents = 'refuse' | 'ignore';

export type Status = 'PASS' | 'FAIL' | 'WARN' | 'OBSERVED' | 'KNOWN' | 'NOT-APPLICABLE' | 'BLOCKED' | 'ERROR';

/** Quotes the sentence that a case tests: where it stands, and what it says. */
export interface Requirement {
  source: string;
  quote: string;
}

/** Holds one judged case. */
export interface CaseResult {
  id: string;
  title: string;
  group: string;
  level: Level;
  status: Status;
  requirement: Requirement;
  expected: string;
  actual: string;
  /** Says why the status is what it is; empty for a plain pass. */
  why: string;
  /** A command line that sends the same again; no key stands in it. */
  reproduce: string;
  durationMs: number;
  /** Set by a baseline: the cause that it fails for, why that is accepted, and until when. */
  known?: { cause: string; reason: string; expires: string };
  /** Lists what went over the wire, in order. */
  exchanges?: readonly ExchangeText[];
}

/** Says where deliveries carry a credential, what of the keys it proves, and what it is equal to, without any key. */
export interface CarriedCredential {
  in: 'header' | 'query' | 'cookie';
  name: string;
  proves: readonly ('public' | 'private' | 'signature')[];
  /** Is written as in a shell: `$HOOKPROOF_PRIVATE_KEY`. */
  carries: string;
}

/** Holds a request and its answer as plain text: first line, headers, an empty line, body. Keys are redacted, nothing else is. */
export interface ExchangeText {
  sent: string;
  answered: string;
  durationMs: number;
  /** Says which delivery of the case it is, counted from 1, and of how many; absent where there is but one. */
  number?: number;
  of?: number;
  /** Among several, the one that decided. */
  faulty?: true;
  /** Names the credentials that it lacked or had wrong: `public`, `private`, `signature`. */
  spoilt?: readonly string[];
  /** Shows the headers that differ from those of a plain delivery; of credentials, whether they are absent or wrong. */
  about?: readonly string[];
  /** Holds the last lines that a receiver which answered 5xx wrote to standard error, in one line. */
  printed?: string;
}

/** Holds what several failed cases have in common. */
export interface Cause {
  /** Words that never change: a baseline may name them. */
  id: string;
  title: string;
  /** Says in one line what usually mends it. */
  hint: string;
  /** MUST where one of the cases gates. */
  level: Level;
  count: number;
  /** Lists the ids of the cases. */
  cases: string[];
  /** Names the case that shows it best. */
  example: string;
}

/** Holds one run's result, as `verify --report json` prints it. */
export interface Report {
  schemaVersion: 1;
  tool: { name: 'hookproof'; version: string };
  contract: { title: string; version: string; digest: string };
  suite: Suite;
  target: { kind: 'url' | 'module' | 'exec'; url: string };
  summary: Summary;
  /** Every FAIL and WARN belongs to one; those that gate come first, then the most frequent. Reports of old have none. */
  causes?: Cause[];
  /** Says what the run did not prove, a few words each; empty where all cases ran and applied. Reports of old have none. */
  notProved?: string[];
  cases: CaseResult[];
  coverage?: Coverage;
}

/** Says what was run, and how. */
export interface Suite {
  version: string;
  profile: string;
  seed: number;
  /** `2/8` is the second of eight parts; null is the whole. */
  shard: string | null;
  /** Stands for the ids of all cases that were selected, of all shards together: `sha256:…`. */
  selection?: string;
  /** Counts the cases that there are, of which options may have left out some: `--case`, `--sample`, `--shard` and their like. */
  available?: number;
  /** Says that only some of the selected cases were run. */
  sample?: Sample;
  /** Says what bad events are owed; `mixed` where operations differ. */
  badEvents?: BadEvents | 'mixed';
  /** A SHOULD gates too. */
  strict?: boolean;
  /** Says what deliveries carried to be believed. */
  credentials?: readonly CarriedCredential[];
  /** Deliveries carried no credentials (`--auth none`), although the contract declares some. */
  withoutCredentials?: true;
  /** The run was ended early: cases are missing. */
  interrupted?: true;
}

/** Holds how many cases a sample has at most of each group and operation, and of how many cases it was drawn. */
export interface Sample {
  perGroup: number;
  of: number;
}

/** Says how much of the contract the cases that ran put to the test. */
export interface Coverage {
  constraints: number;
  exercised: number;
  unexercised: { pointer: string; keyword: string; why: string }[];
}

interface Summary extends Record<(typeof counters)[Status], number> {
  /** `error` when nothing failed but something could not be judged. */
  verdict: 'pass' | 'fail' | 'error';
  total: number;
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
} as const satisfies Record<Status, string>;

/** Counts the results and draws the verdict. A run in which nothing was judged never passes. */
export function summarise(cases: readonly CaseResult[], durationMs: number, strict = false): Summary {
  const count = { pass: 0, fail: 0, warn: 0, observed: 0, known: 0, notApplicable: 0, blocked: 0, error: 0 };
  for (const { status } of cases) count[counters[status]]++;
  const failed = count.fail > 0 || (strict && count.warn > 0);
  const unjudged = count.blocked + count.error > 0 || cases.length === count.notApplicable;
  return { verdict: failed ? 'fail' : unjudged ? 'error' : 'pass', total: cases.length, ...count, durationMs };
}

/** Holds what no contract asks for: results of these groups come beside the cases. */
const groupsBeside = ['preflight', 'baseline'];

/** Finds what a run did not prove: cases that were left out, and what an option kept from being tried. */
export function findUnproved({ cases, suite }: Pick<Report, 'cases' | 'suite'>): string[] {
  const ran = cases.filter(({ group }) => !groupsBeside.includes(group)).length;
  const { available = ran, withoutCredentials } = suite;
  const lacks = (option: string): boolean =>
    cases.some(({ status, why }) => status === 'NOT-APPLICABLE' && why.endsWith(`(${option})`));
  return [
    ...(ran < available ? [`only ${ran} of ${available} cases run`] : []),
    ...(lacks('--effects') ? ['exactly-once not proved: give --effects URL|path'] : []),
    ...(lacks('--exec') ? ['restarts not proved: give --exec'] : []),
    ...(withoutCredentials ? ['credentials not proved: leave --auth none out'] : []),
  ];
}
