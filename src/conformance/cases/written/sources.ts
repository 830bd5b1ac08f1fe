import type { Contract } from '../../../contract/load.ts';
import type { RecordedEvent } from '../../../recorded/events.ts';
import type { Validator } from '../../../schema/validate/compile.ts';

/** Holds what written cases are filled in from. */
export interface Sources {
  contract: Contract;
  /** All recorded events, and those that are of this contract. */
  known: RecordedEvent[];
  recorded: RecordedEvent[];
  byType: Map<string, Buffer>;
  /** Validates an event by the contract. */
  validate: Validator;
}
