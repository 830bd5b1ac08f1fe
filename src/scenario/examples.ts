import { bundled } from '../contract/bundled.ts';
import { compileEvents } from '../contract/compile-events.ts';
import { contractExamples } from '../contract/examples.ts';
import type { Contract } from '../contract/load.ts';
import { userError } from '../errors.ts';
import { recordedEvents } from '../recorded/events.ts';
import type { Json } from '../schema/json.ts';
import { valueAt } from '../schema/pointer.ts';
import { exampleOf } from '../schema/samples/example.ts';
import { mended } from '../schema/samples/mended.ts';
import type { Validator } from '../schema/validate/compile.ts';

/** Holds a valid event that was made from schemas; its type is undefined where the contract's events have none. */
export interface MadeEvent {
  type: string | undefined;
  event: Json;
}

/** Makes the fullest valid sample of every event type, or of every variant where there are no types; one that cannot be made is left out. */
function madeEvents({ variants, typePath }: Contract, validate: Validator): MadeEvent[] {
  return variants
    .flatMap((variant) => {
      const types = typePath ? (variant.tags[0]?.values ?? [undefined]) : [undefined];
      return types.map((type) => ({ type, event: mended(exampleOf(variant, 'maximal', [type]), validate) }));
    })
    .filter(({ event }) => validate(event).length === 0);
}

/** Makes the same of a contract; where none can be made, gives the first valid event that it shows, if there is one. */
export function madeOrShownEvents(contract: Contract): MadeEvent[] {
  const validate = compileEvents(contract);
  const made = madeEvents(contract, validate);
  if (made.length > 0) return made;
  const shown = contractExamples(contract).filter((event) => validate(event).length === 0);
  return shown.slice(0, 1).map((event) => ({ type: undefined, event }));
}

/**
 * Gives a valid event of a type, or of any where it is undefined: one that was recorded, one that the contract shows, or else
 * one made from its schemas. Throws an input error where none can be made.
 */
export async function exampleEvent(contract: Contract, type: string | undefined): Promise<Json> {
  const validate = compileEvents(contract);
  const isWanted = (event: Json): boolean =>
    (type === undefined || valueAt(event, contract.typePath ?? []) === type) && validate(event).length === 0;
  // An event without a type could be one of any contract.
  const recorded = type === undefined ? [] : await recordedEvents(bundled('conformance/events'), contract.typePath);
  const shown = [...recorded.map(({ bytes }) => JSON.parse(bytes.toString()) as Json), ...contractExamples(contract)];
  const found =
    shown.find(isWanted) ??
    madeEvents(contract, validate).find((made) => type === undefined || made.type === type)?.event;
  if (found !== undefined) return found;
  throw noExample(contract);
}

/** Makes the error for a contract of whose schemas no valid event can be made. */
export function noExample({ source }: Contract, hint?: string): Error {
  return userError('input', `${source}: no legal example of an event can be made from its schemas`, { hint });
}
