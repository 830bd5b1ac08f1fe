import type { Contract } from '../../contract/load.ts';
import { exampleOf } from '../../schema/example.ts';
import type { Variant } from '../../schema/variants.ts';
import type { MadeEvent } from './made.ts';
import { branchName, requirementAt } from './sites.ts';

/** Whole events of a variant, one pair for each value of its outermost discriminator. */
export function wholes(contract: Contract, variant: Variant): MadeEvent[] {
  const [outer, ...inner] = variant.tags;
  const values = outer?.values ?? [undefined];
  const root = { path: [], schema: variant.schema, required: true, variant };
  return values.flatMap((value) =>
    (['minimal', 'maximal'] as const).map((extent) => {
      const name = [value ?? 'event', ...inner.map((tag) => tag.values[0]), ...branchName(variant)].join('.');
      const title = `${name}: an event with ${extent === 'minimal' ? 'only what is required' : 'everything declared'} is accepted`;
      const event = exampleOf(variant, extent, [value]);
      return {
        id: `${extent}.${name}`,
        title,
        level: 'MUST' as const,
        event,
        requirement: requirementAt(contract, root, 'required'),
      };
    }),
  );
}
