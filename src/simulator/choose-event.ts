import type { Contract, Contracts } from '../contract/load.ts';
import { isUserError, userError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { listOperations, namedOperations } from '../openapi/operations.ts';
import { similarNames } from '../scenario/similar-names.ts';
import { sameJson } from '../schema/json.ts';
import { deliveryJudge } from '../validator/deliveries.ts';

/** Holds of which operation an event is, and its type; that is undefined where no type is asked for, or there are none. */
export interface ChosenEvent {
  contract: Contract;
  type: string | undefined;
  /** Says of data that what names their event names no operation: they go as the one that comes nearest. */
  unknown?: Finding | undefined;
}

/**
 * Finds what a name stands for: an operation, and then the first of its event types, or an event type. Without a name there
 * must be no more than one event, or data that tell of which operation they are. Throws a usage or input error that says what
 * there is.
 */
export function chooseEvent(contracts: Contracts, name: string | undefined, data?: Buffer): ChosenEvent {
  if (name === undefined) return data ? { ...choiceOfData(contracts, data), type: undefined } : onlyEvent(contracts);
  const { all, effective } = contracts;
  const named = namedOperations(listOperations(effective), name);
  const isNamed = ({ operation }: Contract) => named.some(({ location }) => sameJson(location, operation.location));
  const operations = all.filter(isNamed);
  const found = operations.length > 0 ? operations : all.filter((each) => eventTypesOf(each).includes(name));
  const [contract, another] = found;
  if (contract && !another) return { contract, type: typeNamed(contract, name) };
  if (!contract) throw unknownEvent(contracts, name);
  const names = found.map(({ operation }) => operation.name).join(', ');
  throw userError('usage', `several operations have an event "${name}"`, {
    hint: `Choose one with --operation: ${names}.`,
  });
}

/** Gives the first event that there is as an example, and says in a sentence which others there are, where there are any. */
export function firstEvent({ all }: Contracts): ChosenEvent & { note: string } {
  const [contract, ...others] = all;
  const type = contract.eventTypes[0];
  const own = others.length > 0 ? contract.operation.name : (type ?? contract.operation.name);
  const known = others.length > 0 ? all.map(({ operation }) => operation.name) : contract.eventTypes;
  return { contract, type, note: known.length > 1 ? `this is ${own}; name another one. ${hintOfNames(known)}` : '' };
}

function typeNamed({ eventTypes }: Contract, name: string): string | undefined {
  return eventTypes.includes(name) ? name : eventTypes[0];
}

function choiceOfData(contracts: Contracts, data: Buffer): Omit<ChosenEvent, 'type'> {
  const { all } = contracts;
  if (all.length === 1) return { contract: all[0] };
  const { findings, contract, nearest } = deliveryJudge(contracts)(data);
  if (contract) return { contract };
  if (nearest) return { contract: nearest, unknown: findings[0] };
  throw severalEvents(contracts);
}

function onlyEvent(contracts: Contracts): ChosenEvent {
  const [contract, another] = contracts.all;
  if (another || contract.eventTypes.length > 1) throw severalEvents(contracts);
  return { contract, type: contract.eventTypes[0] };
}

function severalEvents({ all: [contract, ...others] }: Contracts): Error {
  const names = others.length > 0 ? [contract, ...others].map(({ operation }) => operation.name) : contract.eventTypes;
  return userError('usage', 'say which event is sent', { hint: hintOfNames(names) });
}

/** Lists the event types of an operation; of one whose schemas cannot be read, none: another may be meant. */
export function eventTypesOf(contract: Contract): string[] {
  try {
    return contract.eventTypes;
  } catch (error) {
    if (!isUserError(error)) throw error;
    return [];
  }
}

function unknownEvent({ all }: Contracts, name: string): Error {
  const known = [...new Set(all.flatMap((each) => [...eventTypesOf(each), each.operation.name]))];
  const near = similarNames(name, known);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : hintOfNames(known);
  return userError('usage', `there is no event "${name}"`, { hint });
}

const mostNames = 20;

function hintOfNames(names: readonly string[]): string {
  return `There are: ${names.slice(0, mostNames).join(', ')}${names.length > mostNames ? ', …' : ''}.`;
}
