import type { Contract } from '../../../../contract/load.ts';
import { type Json, sameJson } from '../../../../schema/json.ts';
import { toPointer, withValueAt } from '../../../../schema/pointer.ts';
import { exampleOf } from '../../../../schema/samples/example.ts';
import { typesOf } from '../../../../schema/types.ts';
import type { Tag, Variant } from '../../../../schema/variants.ts';
import type { GeneratedEvent } from '../generated-event.ts';
import { type CaseSite, requirementAt } from '../sites.ts';

/**
 * Makes an event of each value of the outermost discriminator in which what stands beside it is of the wrong type, or null,
 * or has one wrong value inside: receivers with a handler for each type forget to validate one of them.
 */
export function invalidForEachType(contract: Contract, sites: readonly CaseSite[]): GeneratedEvent[] {
  return contract.variants.flatMap((variant) => {
    const [outer] = variant.tags;
    const own = sites.filter((site) => site.variant === variant);
    const beside = outer && own.find((site) => isBeside(site, outer));
    if (!outer || !beside) return [];
    const inside = own.find((site) => isLeaf(site) && startsWith(site.path, beside.path) && !isChosenBy(site, variant));
    return outer.values.flatMap((value) => {
      const name = [value, ...variant.tags.slice(1).map(({ values }) => values[0])].join('.');
      const event = exampleOf(variant, 'maximal', [value]);
      const invalid = (site: CaseSite, wrong: Json, what: string): GeneratedEvent => ({
        id: `each.${name}.${site.words}.${what}`,
        title: `${name}: ${site.path.join('.')} is judged under this type too (${what})`,
        level: 'MUST',
        event: withValueAt(event, site.place, wrong),
        blamed: [toPointer(site.place)],
        requirement: requirementAt(contract, site, 'type'),
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

function isChosenBy({ path }: CaseSite, { tags }: Variant): boolean {
  return tags.some((tag) => sameJson(tag.path, path));
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((token, at) => path[at] === token);
}
