import type { Selection } from '../conformance/cases/select.ts';
import type { Shard } from '../conformance/shard.ts';
import type { CaseResult } from '../report.ts';
import type { Keys } from '../signature/keys.ts';
import type { ContractChoice } from './contract.ts';
import type { ReceiverUnderTest } from './target.ts';

/** Options of a conformance run; all but the target have a default. */
export interface VerifyOptions extends ContractChoice, Selection {
  /** What is judged: an address, an application of this process, or how a receiver is started. */
  target: ReceiverUnderTest;
  /** Path of the receiver, where the target is no address; by default the contract's. */
  path?: string;
  /** Keys that the receiver knows; what is missing comes from the environment, else it is a development key. */
  keys?: Partial<Keys>;
  /** Folders of hand-written cases besides the bundled ones. */
  folders?: readonly string[];
  /** Recordings whose events are sent too: files or folders. */
  recordings?: readonly string[];
  /** Path or URL of the effects log; without it, cases about effects do not apply. */
  effects?: string;
  /** One of several equal parts of the cases, counted from 1. */
  shard?: Shard;
  /** What generated values come from; 1 by default. */
  seed?: number;
  /** Cases under way at once; 8 by default. */
  concurrency?: number;
  /** How long a response may take, in milliseconds; 10,000 by default. */
  timeoutMs?: number;
  /** What 95 of 100 responses should come within, in milliseconds; 1,000 by default. */
  budgetMs?: number;
  /** Lets a SHOULD that does not hold fail the run, too. */
  strict?: boolean;
  /** Receives each result as it comes, and how many are done. */
  onResult?: (result: CaseResult, done: number) => void;
  /** Ends the run early; the report then says so. */
  signal?: AbortSignal;
}
