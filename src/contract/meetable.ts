import { isUserError } from '../errors.ts';
import type { Contract } from './contract.ts';
import type { Contracts } from './load.ts';

/** Says why no event could meet the schema of an operation; undefined where one could. Of one of several that is no error. */
function whyUnmeetable(contract: Contract): string | undefined {
  try {
    void contract.body.schema;
    return undefined;
  } catch (error) {
    if (!isUserError(error)) throw error;
    return error.message;
  }
}

/** Gives the first operation that an event could meet; where there is none the first one, so that its fault is told. */
export function firstMeetable(all: Contracts['all']): Contract {
  return all.find((each) => whyUnmeetable(each) === undefined) ?? all[0];
}

/**
 * Leaves out those of several operations that no event could meet, whose schemas cannot even be read: a receiver of the others has
 * nothing to judge theirs by. The notes say so. Throws an input error where none is left.
 */
export function withoutUnmeetable(contracts: Contracts): Contracts {
  const reasons = new Map(contracts.every.map((each) => [each, whyUnmeetable(each)]));
  const isLeft = (each: Contract): boolean => reasons.get(each) === undefined;
  const [first, ...others] = contracts.all.filter(isLeft);
  // What is asked of the only one throws what is wrong with it.
  if (!first) return { ...contracts, every: [contracts.all[0]], all: [contracts.all[0]] };
  const notes = contracts.all.flatMap((each) => {
    const why = reasons.get(each);
    return why === undefined ? [] : [`${each.operation.name} is left out: ${why}`];
  });
  return {
    ...contracts,
    notes: [...contracts.notes, ...notes],
    all: [first, ...others],
    every: contracts.every.filter(isLeft),
  };
}
