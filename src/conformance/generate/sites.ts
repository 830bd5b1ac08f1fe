import type { Contract } from '../../contract/load.ts';
import { originOf } from '../../contract/origin.ts';
import type { Requirement } from '../../report.ts';
import { exampleOf } from '../../schema/example.ts';
import { type Json, sameJson } from '../../schema/json.ts';
import { type Site, sitesOf } from '../../schema/sites.ts';
import type { Variant } from '../../schema/variants.ts';

/** A place in the events of a contract that generated cases are about. */
export interface CaseSite extends Site {
  variant: Variant;
  /** The maximal event in which the place stands. */
  event: Json;
  /** The place in that event: `*` became the first item. */
  place: string[];
  /** The place in words, `event.data.id`, or `root`; where an earlier variant has it too, and differs, the variant is named. */
  words: string;
}

/** A variant in words: the last values that its discriminators choose, `paid` or `paid.card`. */
export function variantName(variant: Variant): string {
  return variant.tags.map(({ values }) => values[0] ?? '').join('.') || 'event';
}

/** Every place of every variant, each told once: a place that two variants share alike belongs to the first. */
export function caseSites(contract: Contract): CaseSite[] {
  const known = new Map<string, Site[]>();
  return contract.variants.flatMap((variant) => {
    const event = exampleOf(variant, 'maximal');
    return sitesOf(variant.schema).flatMap((site) => {
      const words = site.path.map((token) => (token === '*' ? 'items' : token)).join('.') || 'root';
      const earlier = known.get(words) ?? [];
      if (earlier.some((other) => other.required === site.required && sameJson(other.schema, site.schema))) return [];
      known.set(words, [...earlier, site]);
      const place = site.path.map((token) => (token === '*' ? '0' : token));
      const name = earlier.length === 0 ? words : `${words}.in.${variantName(variant)}`;
      return [{ ...site, variant, event, place, words: name }];
    });
  });
}

/** The pointer that a case about a place tests, and what the contract says there. */
export function requirementAt(
  contract: Contract,
  site: Pick<Site, 'path' | 'schema'> & { variant: Variant },
  keyword?: string,
): Requirement {
  const { properties, items, allOf, description, ...said } = site.schema;
  // What is required of a place is said by its parent.
  const missing = keyword === 'required' && site.path.length > 0;
  const quoted = missing ? { required: [site.path.at(-1)] } : said;
  const path = missing ? site.path.slice(0, -1) : site.path;
  const file = contract.source.split(/[\\/]/).at(-1);
  return {
    source: `${file}#${originOf(contract, path, site.variant.tags)}`,
    quote: JSON.stringify(quoted).slice(0, 300),
  };
}
