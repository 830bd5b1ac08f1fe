import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { typesOf } from '../../schema/types.ts';
import { closedConjuncts, closedPointer } from './closed.ts';
import { type Conjunct, conjunctsAt, sharedTypes } from './conjuncts.ts';
import { denialConflict } from './denials.ts';
import { endConflict, keywordAt, limitsConflict, multiplesConflict, tightest } from './limits.ts';
import { demandAt, namesConflict, withDependents } from './names.ts';
import { refusingKeyword, valuesListed } from './values.ts';

/**
 * Says which keywords of several schemas exclude each other, so that no value satisfies all; undefined where it is not sure.
 * What the schema of one property says by itself is not looked at: that is a finding at its own place.
 */
export function findConflict(document: OpenApiDocument, conjuncts: readonly Conjunct[], depth = 0): string | undefined {
  if (depth > mostDepth) return undefined;
  const denied = denialConflict(conjuncts);
  if (denied !== undefined) return denied;
  const listed = conjuncts.find(({ schema }) => valuesListed(schema) !== undefined);
  if (listed) return listConflict(listed, conjuncts);
  const types = sharedTypes(conjuncts);
  if (types?.length === 0) {
    const typed = conjuncts.filter(({ schema }) => typesOf(schema));
    return `${typed.map((each) => keywordAt(each, 'type')).join(' and ')} exclude each other`;
  }
  const found = (types ?? []).map((type) => typeConflict(document, conjuncts, type, depth));
  if (found.length > 0 && found.every((each) => each !== undefined)) return found[0];
  // Unions inside unions have findings of their own; to go through all of them would take for ever.
  return depth === 0 ? unionConflict(document, conjuncts) : undefined;
}

const mostDepth = 8;

/** Tries the values of a list on all keywords that need no look inside the value. */
function listConflict(listed: Conjunct, conjuncts: readonly Conjunct[]): string | undefined {
  const values = valuesListed(listed.schema) ?? [];
  const refusals = values.map((value) => {
    for (const each of conjuncts) {
      const keyword = refusingKeyword(value, each.schema);
      if (keyword !== undefined) return keywordAt(each, keyword);
    }
    return undefined;
  });
  if (refusals.some((each) => each === undefined)) return undefined;
  const own = listed.schema.const === undefined ? 'enum' : 'const';
  const others = [...new Set(refusals as string[])].filter((each) => each !== keywordAt(listed, own));
  return `${[keywordAt(listed, own), ...others.slice(0, 2)].join(' and ')} exclude each other`;
}

function typeConflict(
  document: OpenApiDocument,
  conjuncts: readonly Conjunct[],
  type: string,
  depth: number,
): string | undefined {
  const between = (low: string[], high: string[], isWhole = true): string | undefined =>
    limitsConflict(tightest(conjuncts, low, 1), tightest(conjuncts, high, -1), isWhole);
  if (type === 'string') return between(['minLength'], ['maxLength']);
  if (type === 'number' || type === 'integer')
    return (
      between(['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum'], type === 'integer') ??
      multiplesConflict(conjuncts)
    );
  if (type === 'array')
    return (
      between(['minItems'], ['maxItems']) ??
      endConflict(conjuncts) ??
      itemsConflict(document, conjuncts, depth) ??
      containsConflict(document, conjuncts, depth)
    );
  if (type !== 'object') return undefined;
  return between(['minProperties'], ['maxProperties']) ?? objectConflict(document, conjuncts, depth);
}

function itemsConflict(document: OpenApiDocument, conjuncts: readonly Conjunct[], depth: number): string | undefined {
  const least = tightest(conjuncts, ['minItems'], 1);
  if (!least || least.value < 1) return undefined;
  const items = conjuncts.filter(({ schema }) => isObject(schema.items) && !schema.prefixItems);
  const all = items.flatMap(({ path }) => conjunctsAt(document, [...path, 'items']));
  const found = items.length > 1 ? findConflict(document, all, depth + 1) : undefined;
  if (found !== undefined) return `items are asked for, and ${found}`;
  const unique = conjuncts.find(({ schema }) => schema.uniqueItems === true);
  const listed = all.find(({ schema }) => valuesListed(schema));
  return unique &&
    listed &&
    new Set((valuesListed(listed.schema) ?? []).map((each) => JSON.stringify(each))).size < least.value
    ? `${[keywordAt(least.by, 'minItems'), keywordAt(unique, 'uniqueItems')].join(', ')} and the list of values of its items exclude each other`
    : undefined;
}

/** Finds items that a list must contain, and that none of its items may be. */
function containsConflict(
  document: OpenApiDocument,
  conjuncts: readonly Conjunct[],
  depth: number,
): string | undefined {
  const items = conjuncts.filter(({ schema }) => isObject(schema.items) && !schema.prefixItems);
  const all = items.flatMap(({ path }) => conjunctsAt(document, [...path, 'items']));
  for (const each of conjuncts) {
    if (!isObject(each.schema.contains) || each.schema.minContains === 0) continue;
    const own = conjunctsAt(document, [...each.path, 'contains']);
    const found = findConflict(document, [...all, ...own], depth + 1);
    if (found !== undefined) return `${keywordAt(each, 'contains')} asks for an item, and ${found}`;
  }
  return undefined;
}

function objectConflict(document: OpenApiDocument, given: readonly Conjunct[], depth: number): string | undefined {
  const conjuncts = withDependents(given);
  const named = namesConflict(conjuncts);
  if (named !== undefined) return named;
  const closed = closedConjuncts(document, conjuncts).find(({ required }) => required.length > 0);
  if (closed) {
    const name = closed.required[0] as string;
    const by = conjuncts.find(({ schema }) => schema.required?.includes(name));
    const demand = by ? demandAt(by) : 'required';
    return `${demand} asks for ${JSON.stringify(name)}, which ${closedPointer(closed)} (false) forbids`;
  }
  const required = new Set(conjuncts.flatMap(({ schema }) => (Array.isArray(schema.required) ? schema.required : [])));
  const most = tightest(conjuncts, ['maxProperties'], -1);
  if (most && required.size > most.value)
    return `${required.size} properties are required, which ${keywordAt(most.by, 'maxProperties')} forbids`;
  for (const name of required) {
    const speaking = conjuncts.filter(
      ({ schema }) => isObject(schema.properties) && Object.hasOwn(schema.properties, name),
    );
    const isNever = speaking.find(({ schema }) => (schema.properties?.[name] as unknown) === false);
    if (isNever)
      return `${JSON.stringify(name)} is required, which ${toPointer([...isNever.path, 'properties', name])} (false) forbids`;
    if (speaking.length < 2) continue;
    const all = speaking.flatMap(({ path }) => conjunctsAt(document, [...path, 'properties', name]));
    const found = findConflict(document, all, depth + 1);
    if (found !== undefined) return `${JSON.stringify(name)} is required, and ${found}`;
  }
  return undefined;
}

/** Finds a union none of whose branches goes with what stands beside it, though each might do by itself. */
function unionConflict(document: OpenApiDocument, conjuncts: readonly Conjunct[]): string | undefined {
  for (const each of conjuncts)
    for (const by of ['oneOf', 'anyOf'] as const) {
      const branches = Array.isArray(each.schema[by]) ? each.schema[by] : [];
      const bare = conjuncts.map(({ path, schema: { oneOf, anyOf, ...schema } }) => ({ path, schema }));
      const found = branches.map((_, index) => {
        const own = conjunctsAt(document, [...each.path, by, String(index)]);
        if (own.length === 0 || findConflict(document, own, 1) !== undefined) return undefined;
        return findConflict(document, [...bare, ...own], 1);
      });
      if (found.length > 0 && found.every((one) => one !== undefined))
        return `no alternative of ${toPointer([...each.path, by])} goes with what stands beside it: ${found[0]}`;
    }
  return undefined;
}
