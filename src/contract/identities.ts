import { createHash } from 'node:crypto';
import { sameJson } from '../schema/json.ts';
import { lengthOf, textsMatching } from '../schema/samples/strings.ts';
import { sitesOf } from '../schema/sites.ts';
import type { Schema } from '../schema/types.ts';
import { uuidFromHex } from '../schema/uuid.ts';
import { compileSchema } from '../schema/validate/compile.ts';
import type { Contract } from './load.ts';

/** Holds a value that says which subject an event is about. */
export type Identity = string | number;

/** Says how identities are named; the same names give the same identities. Counts begin with 1. */
interface IdentityNames {
  word(count: number): string;
  uuid(count: number): string;
  /** Is added to the count where an identity is a number. */
  offset: number;
  /** Seeds the texts that are made for a pattern; a whole number. */
  seed: number;
}

/** Holds what is asked of a contract about the identity of its events. */
export type IdentityPlace = Pick<Contract, 'identity' | 'variants' | 'definitions'>;

/**
 * Finds a form of identity that the contract allows, and gives the identity with a number, which no other number has.
 * Gives undefined for a contract that names no identity, whose place no schema speaks of, or where no form fits: then
 * events keep their own.
 */
export function identitiesFor(
  contract: IdentityPlace,
  names: IdentityNames,
): ((count: number) => Identity | undefined) | undefined {
  const rule = ruleOf(contract);
  if (!rule) return undefined;
  const fits = (identity: Identity | undefined): boolean => identity !== undefined && rule.takes(identity);
  return formsOf(rule.schemas, names).find((form) => [1, 2_000].every((count) => fits(form(count))));
}

/** Gives an id in the form that the contract lets stand for an identity, the same for the same id; undefined as above. */
export function asIdentity(contract: IdentityPlace, id: Identity): Identity | undefined {
  const rule = ruleOf(contract);
  // An id that was read from a URL or a header is a text, whatever it is in the events.
  const read = [id, Number(id)].find((each) => String(each) === String(id) && rule?.takes(each));
  if (read !== undefined) return read;
  const digest = createHash('sha256').update(String(id)).digest('hex');
  const number = Number.parseInt(digest.slice(0, 8), 16) % 2_000_000_000;
  const names = { word: () => String(id), uuid: () => uuidFromHex(digest), offset: number, seed: number };
  return identitiesFor(contract, names)?.(1);
}

interface IdentityRule {
  schemas: Schema[];
  takes(identity: Identity): boolean;
}

/** Keeps the rule of a contract, for each call of a simulation asks for it. */
const rules = new WeakMap<IdentityPlace, IdentityRule | undefined>();

function ruleOf(contract: IdentityPlace): IdentityRule | undefined {
  if (!rules.has(contract)) {
    const { identity } = contract;
    // Of a contract without one it does not matter whether events can be made.
    const sites = identity ? contract.variants.flatMap(({ schema }) => sitesOf(schema)) : [];
    const all = sites.filter(({ path }) => sameJson(path, identity)).map(({ schema }) => schema);
    const schemas = all.filter((each, at) => all.findIndex((one) => sameJson(one, each)) === at);
    // They are parts of what whole events are judged by, and are checked with that.
    const options = { definitions: contract.definitions, written: true };
    const validate = schemas.length === 0 ? undefined : compileSchema({ allOf: schemas }, options);
    rules.set(contract, validate && { schemas, takes: (identity) => validate(identity).length === 0 });
  }
  return rules.get(contract);
}

type Form = (count: number) => Identity | undefined;

function formsOf(schemas: readonly Schema[], { word, uuid, offset, seed }: IdentityNames): Form[] {
  const least = Math.max(0, ...schemas.map(({ minLength = 0 }) => minLength));
  const most = Math.min(1_000, ...schemas.map(({ maxLength = 1_000 }) => maxLength));
  const sized = (text: string): string => text.padStart(least, 'h').slice(-most);
  const step = Math.max(1, ...schemas.map(({ multipleOf = 1 }) => multipleOf));
  const from = Math.ceil(Math.max(0, ...schemas.map(({ minimum = 0 }) => minimum)) / step);
  const upTo = Math.floor(Math.min(...schemas.map(({ maximum = Number.POSITIVE_INFINITY }) => maximum)) / step);
  return [
    (count) => sized(word(count)),
    uuid,
    (count) => `${word(count)}@example.com`,
    (count) => `https://example.com/${word(count)}`,
    (count) => sized(String(offset + count)),
    (count) => offset + count,
    // Between the bounds; where they leave few numbers, these come again.
    (count) => (from + 1 + ((offset + count) % Math.max(1, upTo - from - 1))) * step,
    ...schemas.flatMap((schema) => patternForms(schema, seed)),
  ];
}

/** Counts texts that are made at once; more of them than have been asked for cost little. */
const batch = 400;

function patternForms(schema: Schema, firstSeed: number): Form[] {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (pattern === undefined) return [];
  const made = new Set<string>();
  const texts: string[] = [];
  let seed = firstSeed;
  // Where a pattern has few texts, they come again.
  return [
    (count) => {
      for (let tries = 0; texts.length < count && tries < 8; tries++) {
        const found = textsMatching(pattern, minLength, seed++, batch);
        for (const text of found) {
          if (made.has(text) || lengthOf(text) < minLength || lengthOf(text) > maxLength) continue;
          made.add(text);
          texts.push(text);
        }
      }
      return texts[(count - 1) % Math.max(texts.length, 1)];
    },
  ];
}
