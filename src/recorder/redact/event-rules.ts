import type { Contract } from '../../contract/load.ts';
import { valueAt } from '../../schema/pointer.ts';
import { exampleOf } from '../../schema/samples/example.ts';
import { eventValidator } from '../../validator/event.ts';

/** Holds what a contract says of the events that pass. */
export type EventRules = ReturnType<typeof eventRules>;

export function eventRules(contract: Contract) {
  const validate = eventValidator(contract, { every: true });
  const { typePath, variants } = contract;
  /** Lists the rules of the contract that a body breaks, sorted; none for a valid event. */
  const broken = (body: string | Buffer): string[] =>
    validate(Buffer.from(body))
      .findings.map(({ rule }) => rule)
      .toSorted();
  return {
    broken,
    /** Makes a valid event of the same type that holds nothing of this one; undefined where none can be made. */
    substitute(body: string): string | undefined {
      const type = typePath && valueAt(JSON.parse(body), typePath);
      const types = typeof type === 'string' ? [type] : [];
      const variant = variants.find(({ tags }) => types.every((each) => tags[0]?.values.includes(each)));
      const example = variant && JSON.stringify(exampleOf(variant, 'minimal', types));
      return example !== undefined && broken(example).length === 0 ? example : undefined;
    },
  };
}
