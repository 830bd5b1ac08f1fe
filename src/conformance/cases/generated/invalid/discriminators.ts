import type { Contract } from '../../../../contract/load.ts';
import { isObject, type Json, sameJson } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { exampleOf } from '../../../../schema/samples/example.ts';
import type { GeneratedEvent } from '../generated-event.ts';
import { requirementAt, variantName } from '../sites.ts';

/** So many variants are each tried under all others; of more, each under the next ones only. */
const mostCrossed = 8;

/** Makes events with the parts of one variant under the discriminator values of another. */
export function invalidVariants(contract: Contract): GeneratedEvent[] {
  const { variants } = contract;
  return variants.flatMap((from, index) => {
    const others = variants.length <= mostCrossed ? variants : nextOf(variants, index);
    const fullest = exampleOf(from, 'maximal');
    return others
      .filter((to) => to !== from)
      .flatMap((to) => {
        const tag = to.tags.find((each) =>
          from.tags.some((other) => sameJson(other.path, each.path) && other.values[0] !== each.values[0]),
        );
        const event = tag && withValueAt(fullest, tag.path, tag.values[0]);
        if (!tag || !isObject(event)) return [];
        const parent = tag.path.slice(0, -1);
        const site = { path: parent, schema: {}, required: true, variant: to };
        const siblings = Object.keys((valueAt(event, parent) ?? {}) as object).map((name) =>
          toPointer([...parent, name]),
        );
        return [
          {
            id: `variant.${variantName(from)}.as.${variantName(to)}`,
            title: `what belongs to ${variantName(from)} is not taken under ${variantName(to)}`,
            level: 'MUST' as const,
            event: event as Json,
            blamed: siblings,
            requirement: {
              source: requirementAt(contract, site).source,
              quote: JSON.stringify({ [tag.path.at(-1) ?? '']: tag.values }).slice(0, 300),
            },
          },
        ];
      });
  });
}

function nextOf<T>(all: readonly T[], index: number): T[] {
  return Array.from({ length: mostCrossed - 1 }, (_, offset) => all[(index + offset + 1) % all.length] as T);
}
