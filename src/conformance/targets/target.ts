import type { Agent } from 'node:http';
import type { ExchangeRequest, ExchangeResponse } from '../../exchange.ts';

/** A receiver under test: three things are all that the suite needs of it. */
export interface Target {
  kind: 'url' | 'module' | 'exec';
  /** Where deliveries go; the path in it is the receiver's. */
  url: URL;
  /** The command that runs one case again, as it was run now. */
  again?(caseId: string): string;
  /** Sends one request. Never throws for what the receiver does: a broken connection is an outcome too. */
  exchange(request: ExchangeRequest, options: ExchangeOptions): Promise<Outcome>;
  /** Kills the receiver without a warning, and starts it again; only a target that started it can. */
  revive?(): Revival;
  close(): Promise<void>;
}

export interface Revival {
  /** Ends the receiver and all that it started, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again and waits until it accepts connections. Throws a target error when it does not. */
  start(): Promise<void>;
}

export interface ExchangeOptions {
  timeoutMs: number;
  /** Do not reuse a connection. */
  fresh?: boolean;
  /** Use this one's connections instead of the target's own. */
  agent?: Agent;
}

export type Outcome =
  | { kind: 'answer'; response: ExchangeResponse; durationMs: number }
  /** The connection ended before an answer came. */
  | { kind: 'closed'; why: string }
  | { kind: 'unreachable'; why: string }
  /** The receiver itself ended. */
  | { kind: 'died'; why: string }
  /** We went away in the middle, on purpose. */
  | { kind: 'abandoned' }
  | { kind: 'timeout' };
