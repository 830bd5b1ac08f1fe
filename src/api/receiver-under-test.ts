import type { RequestListener, Server } from 'node:http';
import type { Target } from '../conformance/targets/target.ts';

/** Holds an application of this process: a listener, a server, or an app that holds one of them. */
export type ApplicationUnderTest = RequestListener | Server | { callback(): RequestListener } | { server: Server };

/** Names a receiver that is started for the run and stopped after it. */
export interface CommandUnderTest {
  /** Command line of a shell; it gets `PORT` and both keys in its environment, and must accept connections on that port. */
  exec: string;
  /** More of its environment. */
  env?: Record<string, string>;
  /** Limits the time until it accepts connections, in milliseconds; 30,000 by default. */
  startTimeoutMs?: number;
}

/** Names a receiver under test: its whole address, an application, a file that exports one by default, or a command. */
export type ReceiverUnderTest = string | URL | ApplicationUnderTest | { module: string } | CommandUnderTest | Target;
