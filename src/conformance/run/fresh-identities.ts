import { randomUUID } from 'node:crypto';
import type { Contract } from '../../contract/load.ts';
import { compileSchema } from '../../schema/compile.ts';
import { sameJson } from '../../schema/json.ts';
import { sitesOf } from '../../schema/sites.ts';
import { lengthOf, textsMatching } from '../../schema/strings.ts';
import type { Schema } from '../../schema/types.ts';

export type Identity = string | number;

/** Gives the identity with a number, which no other number has. */
type Form = (count: number) => Identity | undefined;

/**
 * Identities that no two cases of a run have in common, nor two runs, in a form that the contract lets stand there. Where we
 * know none that it does, they are undefined, and events keep their own.
 */
export function freshIdentities(contract: Contract): () => Identity | undefined {
  const schemas = schemasAt(contract);
  const legal = compileSchema({ allOf: schemas }, contract.dialect);
  const fits = (identity: Identity | undefined): boolean => identity !== undefined && legal(identity).length === 0;
  const form = forms(schemas).find((each) => [1, 2_000].every((count) => fits(each(count))));
  let count = 0;
  return () => form?.(++count);
}

/** What the variants of a contract's events say of their identity. */
function schemasAt({ identity, variants }: Contract): Schema[] {
  const all = variants.flatMap(({ schema }) => sitesOf(schema).filter(({ path }) => sameJson(path, identity ?? null)));
  return all
    .map(({ schema }) => schema)
    .filter((each, at, some) => some.findIndex((one) => sameJson(one, each)) === at);
}

function forms(schemas: readonly Schema[]): Form[] {
  const uuid = randomUUID();
  const run = uuid.slice(0, 8);
  const word = (count: number): string => `hookproof-${run}-${count}`;
  const least = Math.max(0, ...schemas.map(({ minLength = 0 }) => minLength));
  const most = Math.min(1_000, ...schemas.map(({ maxLength = 1_000 }) => maxLength));
  const sized = (text: string): string => text.padStart(least, 'h').slice(-most);
  const number = (Number.parseInt(run, 16) % 100_000) * 10_000;
  const from = Math.max(0, ...schemas.map(({ minimum = 0 }) => minimum));
  return [
    (count) => sized(word(count)),
    (count) => `${uuid.slice(0, 24)}${count.toString(16).padStart(12, '0')}`,
    (count) => `${word(count)}@example.com`,
    (count) => `https://example.com/${word(count)}`,
    (count) => sized(String(number + count)),
    (count) => number + count,
    (count) => Math.ceil(from) + count,
    ...schemas.flatMap(matching),
  ];
}

/** How many texts are made at once; more of them than have been asked for cost little. */
const batch = 400;

function matching({ pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema): Form[] {
  if (pattern === undefined) return [];
  const made = new Set<string>();
  const texts: string[] = [];
  let seed = Number.parseInt(randomUUID().slice(0, 7), 16);
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
