import type { Lifecycle } from './lifecycle.ts';
import type { Template } from './template.ts';

/** Holds one way that a call can go: its events in order. */
export interface Scenario {
  name: string;
  title: string;
  /** A phone number that ends so chooses it; undefined where none does. */
  digits: string | undefined;
  /** Tells whether it is chosen where nothing else chooses one. */
  isDefault: boolean;
  steps: ScenarioStep[];
  /** Says where it stands; the contract's own file for one that was made from it. */
  file: string;
}

export interface ScenarioStep {
  /** Counts virtual milliseconds since the step before, or since the call began. */
  afterMs: number;
  /** Holds the name of its instant, for this and later steps. */
  mark: string | undefined;
  /** Holds the event's type; `event` for a contract whose events have none. */
  type: string;
  /** Names it in errors: `step 3 (created.full)`. */
  label: string;
  /** Holds the event, with placeholders for what differs from call to call. */
  template: Template;
}

export interface Scenarios {
  /** Holds at least one. */
  all: Scenario[];
  /** Is undefined where nothing says in which order the contract's events come. */
  lifecycle: Lifecycle | undefined;
  /** Says which bundled scenarios the contract has no use for, and why: one sentence each. */
  notes: string[];
}
