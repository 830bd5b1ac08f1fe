import { type Selection, selectCases } from '../conformance/cases/select.ts';
import { inapplicable } from '../conformance/runner/applicable.ts';
import type { Level } from '../report.ts';
import type { Conformance } from './conformance.ts';

/** Says which cases are registered, and whether there is an effects log. */
export interface CaseChoice extends Selection {
  effects: boolean;
}

/** Holds what is known of a case before its test runs. */
export interface ListedCase {
  id: string;
  level: Level;
  title: string;
  /** Says why it cannot be judged; absent where it can. */
  skipped?: string;
}

/** Holds the chosen cases of a contract, and its title with its version. */
export interface ListedCases {
  title: string;
  cases: ListedCase[];
}

/** Lists the chosen cases as they are registered. Throws a usage error when none is chosen. */
export function listCases({ contract, suite }: Conformance, { effects, ...selection }: CaseChoice): ListedCases {
  const cases = selectCases(suite.cases, selection).map((each) => {
    const skipped = inapplicable(each, { effects, revival: false });
    const { id, level, title } = each;
    return { id, level, title, ...(skipped === undefined ? {} : { skipped }) };
  });
  return { title: `${contract.title} ${contract.version}`, cases };
}
