import type { Contract } from '../../../../contract/load.ts';
import type { Json } from '../../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { exampleOf } from '../../../../schema/samples/example.ts';
import { sitesOf } from '../../../../schema/sites.ts';
import { allowsNull } from '../../../../schema/types.ts';
import type { Variant } from '../../../../schema/variants.ts';
import type { GeneratedEvent } from '../generated-event.ts';
import { branchName, requirementAt } from '../sites.ts';

/** Makes whole events of a variant, three for each value of its outermost discriminator. */
export function wholeEvents(contract: Contract, variant: Variant): GeneratedEvent[] {
  const [outer, ...inner] = variant.tags;
  const values = outer?.values ?? [undefined];
  const root = { path: [], schema: variant.schema, required: true, variant };
  const nullable = sitesOf(variant.schema).filter(({ path, schema }) => allowsNull(schema) && !path.includes('*'));
  return values.flatMap((value) =>
    (['minimal', 'maximal', 'nulls'] as const).map((extent) => {
      const name = [value ?? 'event', ...inner.map((tag) => tag.values[0]), ...branchName(variant)].join('.');
      const title = `${name}: an event with ${extents[extent]} is accepted`;
      const event = exampleOf(variant, extent === 'minimal' ? 'minimal' : 'maximal', [value]);
      const nulled = nullable.reduce<Json>((edited, { path }) => withNull(edited, path), event);
      return {
        id: `${extent}.${name}`,
        title,
        level: 'MUST' as const,
        event: extent === 'nulls' ? nulled : event,
        requirement: requirementAt(contract, root, 'required'),
      };
    }),
  );
}

const extents = {
  minimal: 'only what is required',
  maximal: 'everything declared',
  nulls: 'null wherever it may be',
};

/** Puts null at a place, where there is something and its parents are not null themselves. */
function withNull(event: Json, path: readonly string[]): Json {
  return valueAt(event, path) === undefined ? event : withValueAt(event, path, null);
}
