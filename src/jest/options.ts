import type { RequestListener, Server } from 'node:http';
import type { Selection } from '../conformance/cases/select.ts';
import type { ContractOptions } from '../contract/load.ts';
import type { Keys } from '../signature/keys.ts';
import type { Conformance } from './conformance.ts';

/** Holds the options of `describeConformance`; each has a default. */
export interface DescribeOptions extends ContractOptions, Selection {
  /** Path of the receiver; by default the contract's. */
  path?: string;
  /** Keys that the receiver knows; what is missing comes from the environment, else it is a development key. */
  keys?: Partial<Keys>;
  /** Lets a SHOULD that does not hold fail its test, too. */
  strict?: boolean;
  /** Limits the time until a response, in milliseconds; 10,000 by default. */
  timeoutMs?: number;
  /** Bounds the time within which 95 of 100 responses should come, in milliseconds; 1,000 by default. */
  budgetMs?: number;
  /** Path or URL of the effects log; without it, cases about effects are skipped. */
  effects?: string;
  /** A contract that `loadConformance` has loaded, in place of `contract`; several calls can share it. */
  conformance?: Conformance;
}

/** Makes what is tested, once the tests run. */
export type ReceiverFactory = () => Promise<RequestListener | Server | string>;

/** Names what is tested: an application in this process, or the base URL of a receiver (`http://127.0.0.1:3000`). */
export type TestedReceiver = RequestListener | Server | string | ReceiverFactory;
