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

/** Leaves out those of several operations that no event could meet, for whoever makes events like those that come; all stay where none would. */
export function withoutUnmeetable(contracts: Contracts): Contracts {
  const isLeft = (each: Contract): boolean => whyUnmeetable(each) === undefined;
  const [first, ...others] = contracts.all.filter(isLeft);
  return first ? { ...contracts, all: [first, ...others], every: contracts.every.filter(isLeft) } : contracts;
}

/** Says of which of several operations each event is refused, and why: one sentence each. */
export function unmeetableNotes(all: Contracts['all']): string[] {
  return all.flatMap((contract) => {
    const why = whyUnmeetable(contract);
    return why === undefined ? [] : [`each event of ${contract.operation.name} is refused: ${why}`];
  });
}
