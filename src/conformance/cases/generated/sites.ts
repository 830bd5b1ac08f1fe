import type { Contract } from '../../../contract/load.ts';
import { originOf } from '../../../contract/origin.ts';
import type { Requirement } from '../../../report.ts';
import { resolveSchema } from '../../../schema/definitions.ts';
import { isObject, type Json, sameJson } from '../../../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../../../schema/pointer.ts';
import { exampleOf } from '../../../schema/samples/example.ts';
import { withoutHints } from '../../../schema/samples/hints.ts';
import { mended } from '../../../schema/samples/mended.ts';
import { otherNames } from '../../../schema/samples/property-names.ts';
import { type Site, sitesOf } from '../../../schema/sites.ts';
import type { Schema } from '../../../schema/types.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import type { Variant } from '../../../schema/variants.ts';

/** Holds a place in the events of a contract that generated cases are about. */
export interface CaseSite extends Site {
  variant: Variant;
  /** The maximal event in which the place stands. */
  event: Json;
  /** The place in that event: `*` became the first item. */
  place: string[];
  /** The place in words, `event.data.id`, or `root`; where an earlier variant has it too, and differs, the variant is named. */
  words: string;
  /** Where the contract speaks of it, as a pointer. */
  said: string;
  /** Follows references in its schema. */
  resolve: (schema: Schema) => Schema;
}

/** Puts a variant in words: the last values that its discriminators choose, `paid` or `paid.card`. */
export function variantName(variant: Variant): string {
  return [...variant.tags.map(({ values }) => values[0] ?? ''), ...branchName(variant)].join('.') || 'event';
}

/** Names the branches of undiscriminated unions that a variant takes: `payment.option-2`, or `payment.otherwise`. */
export function branchName({ branches }: Variant): string[] {
  return branches.map(({ path, index, otherwise }) =>
    [...path, otherwise ? 'otherwise' : `option-${index + 1}`].join('.'),
  );
}

/** With more variants than this, a place that they share is told once: cases would else be many times the contract's places. */
const mostApart = 8;

/**
 * Finds every place of every variant. What stands beside or below a discriminator is told for each variant, for a receiver may
 * have a schema for each; a place elsewhere of which one sentence of the contract speaks for two variants belongs to the
 * first.
 */
export function caseSites(contract: Contract, judge: Validator): CaseSites {
  const known = new Map<string, CaseSite[]>();
  const named = new Map<string, string>();
  const again = new Map<string, CaseSite[]>();
  const resolve = (schema: Schema) => resolveSchema(schema, contract.definitions);
  const sites = contract.variants.flatMap((variant) => {
    const event = mended(exampleOf(variant, 'maximal'), judge);
    return sitesOf(variant.schema).flatMap((found) => {
      const site = { ...found, schema: withoutHints(found.schema) };
      const words = ownWords(site.path, named);
      const earlier = known.get(words) ?? [];
      const place = pathInEvent(variant.schema, site.path);
      const said = originOf(contract, site.path, variant.tags);
      const same = earlier.find(
        (other) => other.said === said && other.required === site.required && sameJson(other.schema, site.schema),
      );
      if (same && !(contract.variants.length <= mostApart && isChosen(site, variant))) {
        const others = again.get(same.words) ?? [];
        if (others.length < mostAgain)
          again.set(same.words, [...others, { ...site, variant, event, place, words: same.words, said, resolve }]);
        return [];
      }
      const name = earlier.length === 0 ? words : `${words}.in.${variantName(variant)}`;
      const own = { ...site, variant, event, place, words: name, said, resolve };
      known.set(words, [...earlier, own]);
      return [own];
    });
  });
  return { sites, again };
}

/** Tells whether a place stands beside or below a discriminator of its variant. */
function isChosen({ path }: Site, { tags }: Variant): boolean {
  return tags.some(
    ({ path: tag }) => tag.length <= path.length && tag.slice(0, -1).every((token, at) => token === path[at]),
  );
}

export interface CaseSites {
  sites: CaseSite[];
  /** The same places in other variants, by their words: for what cannot be broken alone in the first one's event. */
  again: Map<string, CaseSite[]>;
}

const mostAgain = 8;

/** Finds words for a path that no other path has; where two would share them, the later one's odd characters are spelt. */
function ownWords(path: readonly string[], named: Map<string, string>): string {
  const pointer = toPointer(path);
  const candidates = [wordsOf(path), path.map(spelt).join('.'), `${path.map(spelt).join('.')}.itself`];
  const free = candidates.find((words) => (named.get(words) ?? pointer) === pointer) ?? toPointer(path);
  named.set(free, pointer);
  return free;
}

function spelt(token: string): string {
  const odd = (character: string): string => `u${character.codePointAt(0)?.toString(16)}`;
  return [...token].map((each) => (/[A-Za-z0-9_$]/.test(each) ? each : odd(each))).join('') || 'unnamed';
}

/** Puts a path in words: `order.lines.items.price`. */
export function wordsOf(path: readonly string[]): string {
  const words = path.map((token) => (token === '*' ? 'items' : token === '+' ? 'others' : token));
  return words.map((word) => word.replaceAll(/[^A-Za-z0-9_$@-]+/g, '-') || 'unnamed').join('.') || 'root';
}

/** Finds where a path leads in an example: the first item that no other schema speaks of, and the property that none names. */
function pathInEvent(root: Schema, path: readonly string[]): string[] {
  let schema: Schema | undefined = root;
  return path.map((token) => {
    const at =
      token === '*'
        ? String(schema?.prefixItems?.length ?? 0)
        : token === '+'
          ? (otherNames(schema ?? {}, 1)[0] ?? token)
          : token;
    schema = childOf(schema, token);
    return at;
  });
}

function childOf(schema: Schema | undefined, token: string): Schema | undefined {
  if (token === '*') return schema?.items;
  if (token === '+') return isObject(schema?.additionalProperties) ? schema.additionalProperties : undefined;
  return schema?.properties?.[token] ?? schema?.prefixItems?.[Number(token)];
}

/** Gives the pointer that a case about a place tests, and what the contract says there. */
export function requirementAt(
  contract: Contract,
  site: Pick<Site, 'path' | 'schema'> & { variant: Variant },
  keyword?: string,
): Requirement {
  const { properties, items, allOf, description, ...said } = site.schema;
  // What is required of a place is said by its parent.
  const missing = keyword === 'required' && site.path.length > 0;
  const quoted = missing ? { required: [site.path.at(-1) ?? ''] } : said;
  const path = missing ? site.path.slice(0, -1) : site.path;
  const file = contract.source.split(/[\\/]/).at(-1);
  const origin = originOf(contract, path, site.variant.tags);
  return { source: `${file}#${origin}`, quote: JSON.stringify(asWritten(quoted, origin, contract)).slice(0, 300) };
}

/** Gives back what a 3.0 document says by `nullable`, which validators read as one type more. */
function asWritten(said: Schema, origin: string, { effective }: Contract): Schema {
  const written = valueAt(effective, fromPointer(origin));
  if (!Array.isArray(said.type) || !isObject(written) || typeof written.type !== 'string') return said;
  return { ...said, type: written.type, nullable: true };
}

/** Tells whether a path leads to a property that has a name, and not to the root, an item or what the schema does not name. */
export function isNamed(path: readonly string[]): boolean {
  return path.length > 0 && !['*', '+'].includes(path.at(-1) ?? '');
}
