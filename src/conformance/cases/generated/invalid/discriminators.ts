import { originOf } from '../../../../contract/origin.ts';
import { isObject, type Json, sameJson } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { exampleOf } from '../../../../schema/samples/example.ts';
import { typesOf } from '../../../../schema/types.ts';
import type { Tag, Variant } from '../../../../schema/variants.ts';
import { sourceAt } from '../../case.ts';
import type { GeneratedEvent } from '../generated-event.ts';
import { type CaseSite, type Generation, isWithin, requirementAt, variantName } from '../sites.ts';

/** Bounds how many variants are each tried under all others; of more, each is tried under the next ones only. */
const mostCrossed = 8;

/** Makes events with the parts of one variant under the discriminator values of another. */
export function invalidVariants({ contract, variants }: Generation): GeneratedEvent[] {
  return variants.flatMap((from, index) => {
    const fullest = exampleOf(from, 'maximal');
    const next = [...variants.slice(index + 1), ...variants.slice(0, index)].slice(0, mostCrossed - 1);
    const others = variants.length <= mostCrossed ? variants.filter((to) => to !== from) : next;
    return others.flatMap((to): GeneratedEvent[] => {
      const tag = to.tags.find((each) =>
        from.tags.some((other) => sameJson(other.path, each.path) && other.values[0] !== each.values[0]),
      );
      const event = tag && withValueAt(fullest, tag.path, tag.values[0]);
      if (!tag || !isObject(event)) return [];
      const parent = tag.path.slice(0, -1);
      return [
        {
          id: `schema.bad.variant.${variantName(from)}.as.${variantName(to)}`,
          title: `what belongs to ${variantName(from)} is not taken under ${variantName(to)}`,
          level: 'MUST',
          event,
          blamed: Object.keys(valueAt(event, parent) ?? {}).map((name) => toPointer([...parent, name])),
          requirement: {
            source: sourceAt(contract, originOf(contract, parent, to.tags)),
            quote: JSON.stringify({ [tag.path.at(-1) ?? '']: tag.values }).slice(0, 300),
          },
        },
      ];
    });
  });
}

/**
 * Makes an event of each value of the outermost discriminator in which what stands beside it is of the wrong type, or null,
 * or has one wrong value inside: receivers with a handler for each type forget to validate one of them.
 */
export function invalidForEachType({ variants, unions }: Generation, sites: readonly CaseSite[]): GeneratedEvent[] {
  const byVariant = Map.groupBy(sites, ({ variant }) => variant);
  return variants.flatMap((variant) => {
    const [outer, ...others] = variant.tags;
    const own = byVariant.get(variant) ?? [];
    const beside = outer && own.find((site) => isBeside(site, outer));
    if (!outer || !beside) return [];
    const inside = own.find((site) => isLeaf(site) && isWithin(site.path, beside.path) && !isTag(site, variant));
    return outer.values.flatMap((value) => {
      const name = [value, ...others.map(({ values }) => values[0])].join('.');
      const event = exampleOf(variant, 'maximal', [value]);
      const invalid = (site: CaseSite, wrong: Json, what: string): GeneratedEvent => ({
        id: `schema.bad.each.${name}.${site.words}.${what}`,
        title: `${name}: ${site.path.join('.')} is judged under this type too (${what})`,
        level: 'MUST',
        event: withValueAt(event, site.place, wrong),
        blamed: [site.place, ...unions.map(({ path }) => path)].map(toPointer),
        requirement: requirementAt(site, 'type'),
      });
      return [
        invalid(beside, 'text', 'string'),
        invalid(beside, null, 'null'),
        ...(inside ? [invalid(inside, typesOf(inside.schema)?.includes('boolean') ? 'text' : true, 'wrong')] : []),
      ];
    });
  });
}

function isBeside({ path, required, schema }: CaseSite, tag: Tag): boolean {
  const beside = path.length === tag.path.length && sameJson(path.slice(0, -1), tag.path.slice(0, -1));
  return required && beside && !sameJson(path, tag.path) && typesOf(schema)?.includes('object') === true;
}

function isLeaf({ schema }: CaseSite): boolean {
  const types = typesOf(schema) ?? [];
  return types.length > 0 && !types.includes('object') && !types.includes('array');
}

function isTag({ path }: CaseSite, { tags }: Variant): boolean {
  return tags.some((tag) => sameJson(tag.path, path));
}
