import { type Definitions, resolveSchema } from './definitions.ts';
import { combine, flatten } from './flatten.ts';
import { isObject, type Json } from './json.ts';
import { hinted } from './samples/hints.ts';
import { sample } from './samples/sample.ts';
import type { Schema } from './types.ts';
import { compileSchema } from './validate/compile.ts';

/** Gives the choices that `if` leaves to the event: to meet it and `then`, or not to meet it and `else`. */
export function waysOf(
  own: Schema,
  { if: condition = {}, then = {}, else: otherwise = {} }: Schema,
  definitions: Definitions,
): Schema[] {
  const asked: Condition = { own, condition: flatten(condition), definitions };
  const met = conditioned(asked, true);
  const unmet = conditioned(asked, false);
  return [...(met ? [combine(met, flatten(then))] : []), ...(unmet ? [combine(unmet, flatten(otherwise))] : [])];
}

/** Holds what is known of a value, and a condition that it may meet. */
interface Condition {
  own: Schema;
  condition: Schema;
  definitions: Definitions;
}

/** Makes a schema with hints by which an example meets a condition, or does not; undefined where we know of none. */
function conditioned(asking: Condition, met: boolean): Schema | undefined {
  const { condition } = asking;
  const asked = new Set([...Object.keys(condition.properties ?? {}), ...(condition.required ?? [])]);
  if (asked.size === 0) {
    const values = candidates(asking, met);
    return values.length === 0 ? undefined : { hints: { values } };
  }
  const properties: Record<string, Schema> = {};
  for (const name of asked) {
    const hint = propertyHint(asking, name, met);
    if (!hint && met) return undefined;
    if (!hint) continue;
    properties[name] = hint;
    // One part that is not met is enough.
    if (!met) break;
  }
  return Object.keys(properties).length === 0 ? undefined : { properties };
}

function propertyHint({ own, condition, definitions }: Condition, name: string, met: boolean): Schema | undefined {
  const there = flatten(resolveSchema(own.properties?.[name] ?? {}, definitions));
  const asked = condition.properties?.[name];
  if (asked === undefined) {
    if (!met && own.required?.includes(name)) return undefined;
    return hinted({}, { there: met });
  }
  const values = candidates({ own: there, condition: asked, definitions }, met);
  return values.length === 0 ? undefined : hinted({}, { values, there: true });
}

/** Finds values that a schema allows and that a condition on them holds for, or does not. */
function candidates({ own, condition, definitions }: Condition, met: boolean): Json[] {
  const [allows, holds] = [own, condition].map((schema) => compileSchema(withoutMore(schema), { definitions }));
  const resolve = (schema: Schema) => resolveSchema(schema, definitions);
  const listed = [...(own.enum ?? []), ...(own.const === undefined ? [] : [own.const])] as Json[];
  const wanted = flatten(resolve(condition));
  const bounds = Object.values(wanted).filter((value) => typeof value === 'number');
  const likely = [sample(own, { resolve }), sample(combine(flatten(own), wanted), { resolve })];
  const near = bounds.flatMap((bound) => [bound - 1, bound + 1, 'x'.repeat(Math.min(Math.max(bound + 1, 0), 1000))]);
  const common: Json[] = ['other', '', 0, 1, -1, 0.5, 1e6, true, false, null, {}, []];
  const all = [...listed, ...(met ? likely.toReversed() : likely), ...near, ...common];
  return all.filter((value) => allows?.(value).length === 0 && (holds?.(value).length === 0) === met);
}

function withoutMore(schema: Schema): Schema {
  if (!isObject(schema)) return schema;
  const { more, hints, ...rest } = schema;
  return more ? { ...rest, allOf: [...(rest.allOf ?? []), ...more] } : rest;
}
