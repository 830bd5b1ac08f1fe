import type { Json } from '../../../schema/json.ts';
import { valueAt, withValueAt } from '../../../schema/pointer.ts';
import { typesOf } from '../../../schema/types.ts';
import type { Validator } from '../../../schema/validate/compile.ts';
import type { CaseSite } from './sites.ts';

/** So many places of each kind are tried; in most contracts the first one takes whatever is put there. */
const mostTried = 20;

/** Makes a valid event of at least so many bytes; undefined where no place of the contract holds as much. */
export function largeEvent(sites: readonly CaseSite[], bytes: number, validate: Validator): Buffer | undefined {
  const kinds = Object.values(roomy).map((fill) => {
    const filled = sites.values().map((site) => ({ site, value: fill(site, bytes) }));
    return filled.filter(({ value }) => value !== undefined).take(mostTried);
  });
  for (const filled of kinds) {
    for (const { site, value } of filled) {
      const event = withValueAt(site.event, site.place, value);
      const body = Buffer.from(JSON.stringify(event));
      if (body.length >= bytes && validate(event).length === 0) return body;
    }
  }
  return undefined;
}

type Fill = (site: CaseSite, bytes: number) => Json | undefined;

/** Holds what fills a place, by kinds; what is meant for long content comes before what may be an identifier. */
const roomy: Record<string, Fill> = {
  freeObject: (site, bytes) => (hasFields(site) ? undefined : filledObject(site, bytes)),
  optionalText: (site, bytes) => (site.required ? undefined : longText(site, bytes)),
  list: longList,
  requiredText: (site, bytes) => (site.required ? longText(site, bytes) : undefined),
  openObject: (site, bytes) => (hasFields(site) ? filledObject(site, bytes) : undefined),
};

function hasFields({ schema }: CaseSite): boolean {
  return Object.keys(schema.properties ?? {}).length > 0;
}

function filledObject({ schema, event, place }: CaseSite, bytes: number): Json | undefined {
  const { additionalProperties: others = true } = schema;
  if (!typesOf(schema)?.includes('object') || others !== true) return undefined;
  return withValueAt((valueAt(event, place) ?? {}) as Json, ['hookproofNote'], 'large '.repeat(bytes / 6 + 1));
}

function longText({ schema }: CaseSite, bytes: number): Json | undefined {
  const { enum: listed, const: only, pattern, format, maxLength } = schema;
  const isBound = [listed, only, pattern, format, maxLength].some((each) => each !== undefined);
  return typesOf(schema)?.includes('string') && !isBound ? 'large '.repeat(bytes / 6 + 1) : undefined;
}

function longList({ schema, event, place }: CaseSite, bytes: number): Json | undefined {
  const items = valueAt(event, place);
  const [first] = Array.isArray(items) ? items : [];
  if (first === undefined || schema.maxItems !== undefined || schema.uniqueItems) return undefined;
  return Array(Math.ceil(bytes / JSON.stringify(first).length)).fill(first);
}
