import type { ContractOptions } from '../contract/load.ts';
import type { Application } from '../edge/server.ts';
import type { CallStart } from '../scenario/plan.ts';
import type { Json } from '../schema/json.ts';
import type { Keys } from '../signature/keys.ts';
import type { UpstreamOptions } from '../upstream/load.ts';

/** Holds the options of everything that delivers events in a test; each has a default. */
export interface TestOptions extends UpstreamOptions {
  /** Keys that the receiver knows; what is missing comes from the environment, else it is a development key. */
  keys?: Partial<Keys>;
  /** Ids and instants are the same for the same seed; 1 by default. */
  seed?: number;
  /** Attempts after the first one, for an event that is not accepted; none by default. */
  retries?: number;
  /** Limits the time of an attempt, in milliseconds; 5,000 by default. */
  timeoutMs?: number;
}

/** Holds the options of `simulateCall`. */
export interface SimulateCallOptions extends TestOptions {
  /** Goes into each event as what it repeats of the request that asked for the call; the scenario's own by default. */
  metadata?: Json;
}

/** Holds the options of `planScenario`: those of the contract, and what is put into the events. */
export interface PlanOptions extends ContractOptions, Partial<CallStart> {
  /** Folders with scenarios of one's own. */
  scenarioFolders?: readonly string[];
}

/** Says which call is asked for, and who gets its events. */
export interface CallWishes {
  /** An application of this process, or the URL of one. */
  to: Application;
  /** Path of an application in this process; by default the contract's. */
  path?: string;
  /** Name of a scenario. */
  scenario?: string;
  /** Goes into each event as what it repeats of the request. */
  metadata?: Json;
  /** More of the request's body. */
  body?: { [key: string]: Json };
}

/** Holds one event and what the receiver made of it. */
export interface TestDelivery {
  /** The name of the callback that it obeys: an operation may have several. */
  callback: string;
  type: string;
  /** The event as it was sent. */
  event: Json;
  /** The status of the last answer; undefined where there was none. */
  status: number | undefined;
  /** Tells whether the receiver took it: a 2xx. */
  accepted: boolean;
  attempts: number;
  /** Says why there was no response. */
  why: string | undefined;
}

/** Holds a whole call that was delivered to each callback of its operation. */
export interface TestCall {
  id: string;
  scenario: string;
  /** In the order of their first attempts. */
  deliveries: TestDelivery[];
}

/** Holds the running mock of the API. */
export interface TestUpstream {
  /** Names where the API answers, e.g. `http://127.0.0.1:40123`. */
  url: string;
  /** Asks for a call as a client of the API does, and waits for its end. */
  call(wishes: CallWishes): Promise<TestCall>;
  /** Waits until no call is under way, whoever asked for it, and gives all of them. */
  idle(): Promise<TestCall[]>;
  /** Ends it; nothing stays open. */
  close(): Promise<void>;
}
