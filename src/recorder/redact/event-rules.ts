import type { Contract } from '../../contract/load.ts';
import { valueAt } from '../../schema/pointer.ts';
import { exampleOf } from '../../schema/samples/example.ts';
import { eventValidator } from '../../validator/event.ts';

/** Holds what the contract says of the events that pass. */
export interface EventRules {
  /** Lists the rules of the contract that a body breaks, sorted; none for a valid event. */
  broken(body: string | Buffer): string[];
  /** Makes a valid event of the same type that holds nothing of this one; undefined where none can be made. */
  substitute(body: string): string | undefined;
}

export function eventRules(contract: Contract): EventRules {
  const validate = eventValidator(contract, { every: true });
  const { typePath, variants } = contract;
  const broken = (body: string | Buffer): string[] =>
    validate(Buffer.from(body))
      .findings.map(({ rule }) => rule)
      .toSorted();
  return {
    broken,
    substitute(body) {
      const type = typePath && valueAt(JSON.parse(body), typePath);
      const types = typeof type === 'string' ? [type] : [];
      const variant = variants.find(({ tags }) => types.every((each) => tags[0]?.values.includes(each)));
      const example = variant && JSON.stringify(exampleOf(variant, 'minimal', types));
      return example !== undefined && broken(example).length === 0 ? example : undefined;
    },
  };
}
