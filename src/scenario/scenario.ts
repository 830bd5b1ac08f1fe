import type { Lifecycle } from './lifecycle.ts';
import type { Template } from './template.ts';

/** Holds one way that a call can go: its events in order. */
export interface Scenario {
  name: string;
  title: string;
  /** A phone number that ends so chooses it; undefined where none does. */
  digits: string | undefined;
  /** Chosen where nothing else chooses one. */
  isDefault: boolean;
  steps: ScenarioStep[];
  /** Where it stands; the contract's own file for one that was made from it. */
  file: string;
}

export interface ScenarioStep {
  /** Virtual milliseconds since the step before, or since the call began. */
  afterMs: number;
  /** The name of its instant, for this and later steps. */
  mark: string | undefined;
  /** The event's type; `event` for a contract whose events have none. */
  type: string;
  /** How an error names it: `step 3 (created.full)`. */
  label: string;
  /** The event, with placeholders for what differs from call to call. */
  template: Template;
}

/** Holds the scenarios of a contract. */
export interface Scenarios {
  /** Never empty. */
  all: Scenario[];
  /** Undefined where nothing says in which order the contract's events come. */
  lifecycle: Lifecycle | undefined;
  /** Which bundled scenarios the contract has no use for, and why: one sentence each. */
  notes: string[];
}
