import type { ExchangeRequest, ExchangeResponse } from '../exchange.ts';

/** A receiver under test: three things are all that the suite needs of it. */
export interface Target {
  kind: 'url' | 'module';
  /** Where deliveries go; the path in it is the receiver's. */
  url: URL;
  /** The command that runs one case again, where no URL outlives the run. */
  again?(caseId: string): string;
  /** Sends one request. Never throws for what the receiver does: a broken connection is an outcome too. */
  exchange(request: ExchangeRequest, options: ExchangeOptions): Promise<Outcome>;
  close(): Promise<void>;
}

export interface ExchangeOptions {
  timeoutMs: number;
  /** Do not reuse a connection. */
  fresh?: boolean;
}

export type Outcome =
  | { kind: 'answer'; response: ExchangeResponse; durationMs: number }
  /** The connection ended before an answer came. */
  | { kind: 'closed'; why: string }
  | { kind: 'unreachable'; why: string }
  | { kind: 'timeout' };
