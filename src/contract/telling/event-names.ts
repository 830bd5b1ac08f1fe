import type { Parameter } from '../../openapi/parameters.ts';
import type { Contract } from '../contract.ts';
import { eventHeader, type OperationTraits, traitsOf } from './traits.ts';

/**
 * Puts the name of its event where an operation's header names it: senders send the first example. One that another operation
 * has as well names neither.
 */
export function withEventNames(
  contracts: readonly Contract[],
  eventFrom: string | undefined,
): (parameters: Parameter[], contract: Contract) => Parameter[] {
  const traits = new Map(contracts.map((contract) => [contract, traitsOf(contract)]));
  const all = [...traits.values()];
  const header = eventHeader(all, eventFrom);
  if (header === undefined) return (parameters) => parameters;
  const examplesOf = (each: OperationTraits): string[] => [...(each.headers.get(header)?.examples ?? [])];
  const writesUnderscores = all.some((each) => examplesOf(each).some((example) => example.includes('_')));
  return (parameters, contract) => {
    const own = traits.get(contract);
    if (!own || own.headers.get(header)?.listed) return parameters;
    const others = all.filter((each) => each !== own);
    const alone = examplesOf(own).filter((example) => !others.some((each) => examplesOf(each).includes(example)));
    const name = eventNameOf(own, others);
    const derived = writesUnderscores ? name.replaceAll('-', '_') : name;
    return parameters.map((each) =>
      each.in === 'header' && each.name.toLowerCase() === header
        ? { ...each, examples: [...alone, derived, ...each.examples] }
        : each,
    );
  };
}

/** Gives the name of an operation's events: its first part where others have it, too, and their bodies tell them apart. */
function eventNameOf(own: OperationTraits, others: readonly OperationTraits[]): string {
  const id = own.names.find((each) => each.includes('/')) ?? own.names[0] ?? '';
  const first = id.split('/', 1)[0] ?? id;
  const kin = others.filter(({ names }) => names.some((each) => each.startsWith(`${first}/`)));
  const differs = (each: OperationTraits): boolean =>
    [...own.body].some(([place, values]) => each.body.has(place) && each.body.get(place)?.isDisjointFrom(values));
  return kin.length > 0 && kin.every(differs) ? first : id;
}
