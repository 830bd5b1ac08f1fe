import type { Json } from '../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../schema/pointer.ts';
import { typesOf } from '../../../schema/types.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import type { CaseSite } from './sites.ts';

/** Bounds the places of each kind that are tried; in most contracts the first one takes whatever is put there. */
const mostTried = 20;

/** Says what is put into an event: a text that is to stand in it, or anything that makes it so many bytes long. */
export type Filling = { text: string } | { bytes: number };

/** Makes a valid event that is filled with something; undefined where no place of the contract holds it. */
export function filledEvent(sites: readonly CaseSite[], filling: Filling, validate: Validator): Buffer | undefined {
  const text = 'text' in filling ? filling.text : 'large '.repeat(filling.bytes / 6 + 1);
  const isIn = (body: Buffer): boolean =>
    'text' in filling ? body.includes(JSON.stringify(text).slice(1, -1)) : body.length >= filling.bytes;
  const kinds = Object.values(roomy).map((fill) => {
    const filled = sites.values().map((site) => ({ site, value: fill(site, text) }));
    return filled.filter(({ value }) => value !== undefined).take(mostTried);
  });
  for (const filled of kinds) {
    for (const { site, value } of filled) {
      const event = withValueAt(site.event, site.place, value);
      const body = Buffer.from(JSON.stringify(event));
      if (isIn(body) && validate(event).length === 0) return body;
    }
  }
  return undefined;
}

type Fill = (site: CaseSite, text: string) => Json | undefined;

/** Holds what fills a place, by kinds; what is meant for long content comes before what may be an identifier. */
const roomy: Record<string, Fill> = {
  freeObject: (site, text) => (hasFields(site) ? undefined : filledObject(site, text)),
  optionalText: (site, text) => (site.required ? undefined : freeText(site, text)),
  list: longList,
  requiredText: (site, text) => (site.required ? freeText(site, text) : undefined),
  openObject: (site, text) => (hasFields(site) ? filledObject(site, text) : undefined),
};

function hasFields({ schema }: CaseSite): boolean {
  return Object.keys(schema.properties ?? {}).length > 0;
}

function filledObject({ schema, event, place }: CaseSite, text: string): Json | undefined {
  const { additionalProperties: others = true } = schema;
  if (!typesOf(schema)?.includes('object') || others !== true) return undefined;
  return withValueAt((valueAt(event, place) ?? {}) as Json, ['hookproofNote'], text);
}

function freeText({ schema }: CaseSite, text: string): Json | undefined {
  const { enum: listed, const: only, pattern, format, maxLength = Number.POSITIVE_INFINITY } = schema;
  // A character of a text has two units at most; whether it is short enough, the validator says.
  const isTooLong = text.length > 2 * maxLength;
  const isBound = isTooLong || [listed, only, pattern, format].some((each) => each !== undefined);
  return typesOf(schema)?.includes('string') && !isBound ? text : undefined;
}

function longList({ schema, event, place }: CaseSite, text: string): Json | undefined {
  const items = valueAt(event, place);
  const [first] = Array.isArray(items) ? items : [];
  if (first === undefined || schema.maxItems !== undefined || schema.uniqueItems) return undefined;
  return Array(Math.ceil(text.length / JSON.stringify(first).length)).fill(first);
}
