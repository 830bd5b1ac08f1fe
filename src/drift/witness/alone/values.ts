import type { Json } from '../../../schema/json.ts';
import type { Difference, TrailStep } from '../../schemas/difference.ts';
import { isListed } from '../../schemas/model/listed-values.ts';
import type { ResolvedSchema } from '../../schemas/model/resolved-schema.ts';
import { fits, typeOf } from '../../schemas/model/types.ts';
import { editPlace, type Patch, plain, withoutKeywords } from './patch.ts';

const typeWords = ['type', 'nullable'];
const listWords = ['enum', 'const'];
const notNull = { not: { enum: [null] } };

/** Lets a location be of the new document's types, and null as before. */
export function newTypes({ old, new: now }: TrailStep): Patch | undefined {
  const types = now.types?.value ?? (now.values ? [...new Set(now.values.value.map(typeOf))] : undefined);
  // A list of values that is gone said the type besides.
  const words = old.values && !now.values ? [...typeWords, ...listWords] : typeWords;
  const left = types && [...types, ...(old.takesNull ? ['null'] : [])];
  // Where null alone is left, and was not there before, that it may be is a change of its own.
  const asked = left && plain(left.length > 0 ? { type: left } : { not: {} }, old);
  return editPlace({ old }, (schema) => withoutKeywords(schema, words), asked ? [asked] : []);
}

/** Lets a location be null. */
export function orNull({ old }: TrailStep): Patch | undefined {
  const { types, values } = old;
  const asked = [
    ...(types ? [plain({ type: [...types.value, 'null'] }, old)] : []),
    ...(values ? [plain({ enum: [...values.value, null] }, old)] : []),
  ];
  return editPlace({ old }, (schema) => withoutKeywords(schema, [...typeWords, ...listWords]), asked);
}

/** Asks that a location is not null. */
export function notNullAt({ old }: TrailStep): Patch | undefined {
  return editPlace({ old }, (schema) => schema, [plain(notNull, old)]);
}

/** Limits a location to these values, and to null as before. */
export function listOf({ old }: Pick<TrailStep, 'old'>, values: readonly Json[]): Patch | undefined {
  const { types } = old;
  const orNothing = old.takesNull ? [null] : [];
  const strange = types ? values.filter((value) => !fits(value, types.value)) : [];
  const asked = [plain({ enum: [...values, ...orNothing] }, old)];
  if (types && strange.length > 0)
    asked.push(plain({ type: [...types.value, ...strange.map(typeOf), ...orNothing.map(typeOf)] }, old));
  const words = strange.length > 0 ? [...typeWords, ...listWords] : listWords;
  return editPlace({ old }, (schema) => withoutKeywords(schema, words), asked);
}

/** Adds a value to the list of a location. */
export function withValue(place: Pick<TrailStep, 'old'>, value: unknown): Patch | undefined {
  return listOf(place, [...listed(place.old), value as Json]);
}

/** Takes a value from the list of a location. */
export function withoutValue(place: TrailStep, { before }: Difference): Patch | undefined {
  return listOf(
    place,
    listed(place.old).filter((each) => !isListed([before as Json], each)),
  );
}

/** Lets any value stand where some were listed; null as before, where that is a change of its own. */
export function withoutList({ old, new: now }: TrailStep): Patch | undefined {
  const isFree = now.types === undefined;
  const more = !old.takesNull && !isFree ? [plain(notNull, old)] : [];
  return editPlace({ old }, (schema) => withoutKeywords(schema, listWords), more);
}

function listed({ values }: ResolvedSchema): Json[] {
  return values?.value ?? [];
}
