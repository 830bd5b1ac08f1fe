import type { Contract } from '../../../contract/load.ts';
import { originOf } from '../../../contract/origin.ts';
import type { Finding } from '../../../finding.ts';
import type { Requirement } from '../../../report.ts';
import { isObject, type Json } from '../../../schema/json.ts';
import { fromPointer, toPointer, valueAt } from '../../../schema/pointer.ts';
import { exampleOf } from '../../../schema/samples/example.ts';
import { mended } from '../../../schema/samples/mended.ts';
import { otherNames } from '../../../schema/samples/property-names.ts';
import { type Site, sitesOf } from '../../../schema/sites.ts';
import type { Schema } from '../../../schema/types.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import type { Variant } from '../../../schema/variants.ts';
import { sourceAt } from '../case.ts';
import { schemaNumbers } from './equal-schemas.ts';

/** Holds a union whose branches no discriminator tells apart. */
export interface Union {
  path: string[];
  keyword: 'oneOf' | 'anyOf';
  branches: Schema[];
  /** Its place in words; where it stands in a branch of another union at the same place, that branch too: `option-2`. */
  words: string;
}

/** Holds what all events of a contract are generated from. */
export interface Generation {
  contract: Contract;
  /** The variants that are tried: hardly ever not all of them. */
  variants: readonly Variant[];
  /** Seeds the texts for patterns. */
  seed: number;
  unions: readonly Union[];
  /** Follows references in a schema. */
  resolve: (schema: Schema) => Schema;
  /** Tells whether the cases of another operation try a place already. */
  isTried?: ((place: TriedPlace) => boolean) | undefined;
  /** Tells about which places cases are asked for; about all, where nothing is said. */
  wanted?: WantedCases | undefined;
  /** Tells whether an operation of the URL takes an event, by what its own says of it: one that should not be taken, or should be, is none. */
  isTaken?: ((event: unknown, own?: readonly Finding[]) => boolean) | undefined;
}

/** Says which cases are asked for, and how many of their events may be judged. */
interface WantedCases {
  /** Tells whether cases about a pointer of the document are asked for. */
  isWanted(pointer: string): boolean;
  /** Says how many characters the events of each operation may have together. */
  characters: number;
  /** Says afterwards that some operation has more. */
  isCut?: boolean;
}

/** Holds what makes a place of one operation's events the same as one of another's. */
type TriedPlace = Pick<CaseSite, 'path' | 'schema' | 'required' | 'said'>;

/**
 * Makes what remembers the places that the cases of several operations try; each is told for the first alone. Two are the same
 * where one sentence of the document speaks of both, or where they have one path and ask for the same.
 */
export function triedPlaces(): (operation: object) => (place: TriedPlace) => boolean {
  const tried = new Map<string, object>();
  return (operation) =>
    ({ path, schema, required, said }) => {
      const { properties = {}, items, description, example, examples, title, ...asked } = schema;
      const own = JSON.stringify([path, required, asked, Object.keys(properties)]);
      const keys = [own, ...(said.startsWith('/components/') ? [`${said} ${required}`] : [])];
      const isKnown = keys.some((key) => (tried.get(key) ?? operation) !== operation);
      for (const key of keys) if (!tried.has(key)) tried.set(key, operation);
      return isKnown;
    };
}

/** Holds a place in the events of a contract that generated cases are about. */
export interface CaseSite extends Site, Generation {
  variant: Variant;
  /** The maximal event in which the place stands. */
  event: Json;
  /** The place in that event: `*` became the first item. */
  place: string[];
  /** The place in words, `event.data.id`, or `root`; where an earlier variant has it too, and differs, the variant is named. */
  words: string;
  /** Points to where the contract speaks of it. */
  said: string;
  /** The same place in some other variants: for what cannot be broken alone in the event of this one. */
  again: CaseSite[];
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
const mostAgain = 8;

/**
 * Finds every place of every variant. What stands beside or below a discriminator is told for each variant, for a receiver may
 * have a schema for each; a place elsewhere of which one sentence of the contract speaks for two variants belongs to the
 * first.
 */
export function caseSites(generation: Generation, judge: Validator): CaseSite[] {
  const { contract, variants } = generation;
  const known = new Map<string, Map<string, CaseSite>>();
  const named = new Map<string, string>();
  const numbered = schemaNumbers();
  return variants.flatMap((variant) => {
    const event = mended(exampleOf(variant, 'maximal'), judge);
    return sitesOf(variant.schema).flatMap(({ path, required, ...found }) => {
      const { schema, number } = numbered(found.schema);
      const ownName = ownWords(path, named);
      const earlier = known.get(ownName) ?? new Map<string, CaseSite>();
      const words = earlier.size === 0 ? ownName : `${ownName}.in.${variantName(variant)}`;
      const place = pathInEvent(variant.schema, path);
      const said = originOf(contract, path, variant.tags);
      if (generation.isTried?.({ path, schema, required, said })) return [];
      const site = { ...generation, path, required, schema, variant, event, place, words, said, again: [] };
      const key = `${number} ${required} ${said}`;
      const same = earlier.get(key);
      if (!same || (contract.variants.length <= mostApart && isChosen(site))) {
        known.set(ownName, earlier);
        if (!same) earlier.set(key, site);
        return [site];
      }
      if (same.again.length < mostAgain) same.again.push({ ...site, words: same.words });
      return [];
    });
  });
}

/** Tells whether a place stands beside or below a discriminator of its variant. */
function isChosen({ path, variant }: CaseSite): boolean {
  return variant.tags.some(({ path: tag }) => tag.length <= path.length && isWithin(path, tag.slice(0, -1)));
}

/** Tells whether a path leads to a place or to something inside it. */
export function isWithin(path: readonly string[], place: readonly string[]): boolean {
  return place.every((token, at) => path[at] === token);
}

/** Gives the pointers of the unions around a place: a finding inside a branch is reported for the union. */
export function enclosingUnions({ unions, path, place }: CaseSite): string[] {
  const indexed = unionsByPath.get(unions) ?? indexUnions(unions);
  unionsByPath.set(unions, indexed);
  return Array.from({ length: path.length + 1 }, (_, length) => indexed.get(toPointer(path.slice(0, length))) ?? [])
    .flat()
    .sort((one, other) => one.index - other.index)
    .map(({ length }) => toPointer(place.slice(0, length)));
}

/** Holds a union's number among all, and how many tokens its path has. */
type IndexedUnion = Record<'index' | 'length', number>;

/** Remembers indexes: where unions multiply there are thousands, and thousands of places that are asked of. */
const unionsByPath = new WeakMap<readonly Union[], Map<string, IndexedUnion[]>>();

function indexUnions(unions: readonly Union[]): Map<string, IndexedUnion[]> {
  const indexed = unions.map(({ path }, index) => ({ pointer: toPointer(path), index, length: path.length }));
  return Map.groupBy(indexed, ({ pointer }) => pointer);
}

/** Finds words for a path that no other path has; where two would share them, the later one's odd characters are spelt. */
function ownWords(path: readonly string[], named: Map<string, string>): string {
  const pointer = toPointer(path);
  const isFree = (words: string): boolean => (named.get(words) ?? pointer) === pointer;
  const plain = placeInWords(path);
  // Hardly any two share their words, and there are thousands.
  const spellings = isFree(plain) ? [] : [path.map(spelt).join('.'), `${path.map(spelt).join('.')}.itself`];
  const free = isFree(plain) ? plain : (spellings.find(isFree) ?? pointer);
  named.set(free, pointer);
  return free;
}

function spelt(token: string): string {
  const odd = (character: string): string => `u${character.codePointAt(0)?.toString(16)}`;
  return [...token].map((each) => (/[A-Za-z0-9_$]/.test(each) ? each : odd(each))).join('') || 'unnamed';
}

/** Puts a path in words: `order.lines.items.price`. */
export function placeInWords(path: readonly string[]): string {
  const words = path.map((token) => (token === '*' ? 'items' : token === '+' ? 'others' : token));
  return words.map((word) => word.replaceAll(/[^A-Za-z0-9_$@-]+/g, '-') || 'unnamed').join('.') || 'root';
}

/** Finds where a path leads in an example: the first item that no other schema speaks of, and the property that none names. */
function pathInEvent(root: Schema, path: readonly string[]): string[] {
  let schema: Schema = root;
  return path.map((token) => {
    const { properties, prefixItems = [], items = {}, additionalProperties: others } = schema;
    if (token === '*') {
      schema = items;
      return String(prefixItems.length);
    }
    if (token === '+') {
      const [name = token] = otherNames(schema, 1);
      schema = isObject(others) ? others : {};
      return name;
    }
    schema = properties?.[token] ?? prefixItems[Number(token)] ?? {};
    return token;
  });
}

/** Gives the pointer in the contract of what a keyword is said by; what is required of a place is said by its parent. */
export function originAt(
  { contract, path, variant }: Pick<CaseSite, 'contract' | 'path' | 'variant'>,
  keyword?: string,
): string {
  return originOf(contract, keyword === 'required' ? path.slice(0, -1) : path, variant.tags);
}

/** Gives the place in the contract that a case about a site tests, and what stands there. */
export function requirementAt(
  site: Pick<CaseSite, 'contract' | 'path' | 'schema' | 'variant'>,
  keyword?: string,
): Requirement {
  const { contract, path } = site;
  const { properties, items, allOf, description, ...said } = site.schema;
  const quoted = keyword === 'required' && path.length > 0 ? { required: path.slice(-1) } : said;
  const origin = originAt(site, keyword);
  const quote = JSON.stringify(asWritten(quoted, origin, contract)).slice(0, 300);
  return { source: sourceAt(contract, origin), quote };
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
