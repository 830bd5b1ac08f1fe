import type { RequestListener, Server } from 'node:http';
import type { Target } from '../conformance/targets/target.ts';

/** An application of this process: a listener, a server, or an app that holds one of them. */
export type ApplicationUnderTest = RequestListener | Server | { callback(): RequestListener } | { server: Server };

/** A receiver that is started for the run and stopped after it. */
export interface CommandUnderTest {
  /** Command line of a shell; it gets `PORT` and both keys in its environment, and must accept connections on that port. */
  exec: string;
  /** More of its environment. */
  env?: Record<string, string>;
  /** How long it may take to accept connections, in milliseconds; 30,000 by default. */
  startTimeoutMs?: number;
}

/** A receiver under test: its whole address, an application, a file that exports one by default, or a command. */
export type ReceiverUnderTest = string | URL | ApplicationUnderTest | { module: string } | CommandUnderTest | Target;
