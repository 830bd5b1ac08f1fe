import type { Contract } from '../../contract/load.ts';
import { exampleOf } from '../../schema/example.ts';
import { valueAt } from '../../schema/pointer.ts';
import { eventValidator } from '../../validator/event.ts';

export interface EventJudge {
  /** The rules of the contract that a body breaks, sorted; none for a legal event. */
  rulesBroken(body: string | Buffer): string[];
  /** A legal event of the same type that holds nothing of this one; undefined where none can be made. */
  substitute(body: string): string | undefined;
}

export function eventJudge(contract: Contract): EventJudge {
  const validate = eventValidator(contract, { every: true });
  const { typePath, variants } = contract;
  const rulesBroken = (body: string | Buffer): string[] =>
    validate(Buffer.from(body))
      .findings.map(({ rule }) => rule)
      .toSorted();
  return {
    rulesBroken,
    substitute(body) {
      const type = typePath && valueAt(JSON.parse(body), typePath);
      const named = typeof type === 'string' ? [type] : [];
      const variant = variants.find(({ tags }) => named.every((each) => tags[0]?.values.includes(each)));
      const example = variant && JSON.stringify(exampleOf(variant, 'minimal', named));
      return example !== undefined && rulesBroken(example).length === 0 ? example : undefined;
    },
  };
}
