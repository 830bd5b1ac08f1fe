import type { BaselineOptions } from '../baseline/update.ts';
import type { CaseChoice } from '../conformance/cases/choose.ts';
import type { Target } from '../conformance/targets/target.ts';
import type { HostedApplication } from '../edge/application.ts';
import type { BadEvents, CaseResult } from '../report.ts';
import type { Keys } from '../signature/keys.ts';
import type { ContractChoice } from './contract.ts';

/** Holds the numbers that count where nobody gave others; times are milliseconds. */
export const verifyDefaults = { seed: 1, concurrency: 8, timeoutMs: 10_000, budgetMs: 1_000, startTimeoutMs: 30_000 };

/** Says which cases there are, and which of them are run; all of the contract's by default. */
export interface CaseOptions extends ContractChoice, CaseChoice {
  /** Folders of hand-written cases besides the bundled ones. */
  folders?: readonly string[] | undefined;
  /** Recordings whose events are sent too: files or folders. */
  recordings?: readonly string[] | undefined;
  /** Number of random events that are sent too; none by default. */
  fuzz?: number | undefined;
  /** Files with events that failed when they were random, and are sent again. */
  replay?: readonly string[] | undefined;
  /** Says what a receiver owes a bad event: a refusal, or no effect; by default what its operation documents. */
  badEvents?: BadEvents | undefined;
  /** Seeds generated values; 1 by default. */
  seed?: number | undefined;
}

/** Names a receiver that is started for the run and stopped after it. */
export interface CommandUnderTest {
  /** Command line of a shell; it gets `PORT`, both keys and `HOOKPROOF_URL` in its environment, and must accept connections on that port. */
  exec: string;
  /** More of its environment. */
  env?: Record<string, string>;
  /** Limits the time until it accepts connections, in milliseconds; 30,000 by default. */
  startTimeoutMs?: number;
}

/** Names a file that exports an application by default. */
interface ModuleUnderTest {
  module: string;
  /** Limits the time until it is loaded, in milliseconds; 30,000 by default. */
  startTimeoutMs?: number;
}

/** Names a receiver under test: its whole address, an application, a file that exports one by default, or a command. */
export type ReceiverUnderTest = string | URL | HostedApplication | ModuleUnderTest | CommandUnderTest | Target;

/** Holds the options of a conformance run; all but the target have a default. */
export interface VerifyOptions extends CaseOptions {
  /** Names what is judged: an address, an application of this process, or how a receiver is started. */
  target: ReceiverUnderTest;
  /** Path of the receiver, where the target is no address; by default the contract's. */
  path?: string | undefined;
  /** Keys that the receiver knows; what is missing comes from the environment, else it is a development key. */
  keys?: Partial<Keys> | undefined;
  /** Path or URL of the effects log; without it, cases about effects do not apply. */
  effects?: string | undefined;
  /** File of the failures that are known; `update` writes what fails now into it. */
  baseline?: BaselineOptions | undefined;
  /** Folder for random events that fail; `hookproof-failures` by default. */
  keep?: string | undefined;
  /** Cases under way at once; 8 by default. */
  concurrency?: number | undefined;
  /** Limits the time until a response, in milliseconds; 10,000 by default. */
  timeoutMs?: number | undefined;
  /** Bounds the time within which 95 of 100 responses should come, in milliseconds; 1,000 by default. */
  budgetMs?: number | undefined;
  /** Lets a SHOULD that does not hold fail the run, too. */
  strict?: boolean | undefined;
  /** Called once the target is open, with the number of cases; the run waits for it. */
  onStart?: ((cases: number) => void | Promise<void>) | undefined;
  /** Receives each result as it comes, and how many are done. */
  onResult?: ((result: CaseResult, done: number) => void) | undefined;
  /** Writes the command line that judges one case again, for the report. */
  rerun?: ((caseId: string) => string) | undefined;
  /** Ends the run early; the report then says so. */
  signal?: AbortSignal | undefined;
}
