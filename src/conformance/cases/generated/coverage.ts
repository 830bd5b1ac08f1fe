import type { Contract } from '../../../contract/load.ts';
import type { Coverage } from '../../../report.ts';
import { levelsFor } from '../../../schema/levels.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { newAjv } from '../../../schema/validate/compile.ts';
import { mostVariants } from '../../../schema/variants.ts';
import { constraintOf } from './generated-event.ts';
import { unionSites } from './invalid/unions.ts';
import { type CaseSite, type Generation, isNamed, originAt } from './sites.ts';

interface Constraint {
  name: string;
  pointer: string;
  keyword: string;
  schema: Schema;
}

/** Counts what no event was made of, because there is too much of it. */
interface Left {
  variants: number;
  sites: number;
}

/** Tells which of the contract's demands the invalid events break, and which none of them does. */
export function coverageOf(
  { contract, unions }: Generation,
  sites: readonly CaseSite[],
  exercised: ReadonlySet<string>,
  left: Left,
): Coverage {
  const ofUnions = unionSites(unions, sites).map(({ union, site }) => constraintAt(site, union.keyword, union.words));
  const all = [...sites.flatMap(constraintsAt), ...ofUnions];
  const missed = all.filter(({ name }) => !exercised.has(name));
  const unwalked = unwalkedParts(contract, left);
  return {
    constraints: all.length + unwalked.length,
    exercised: all.length - missed.length,
    unexercised: [
      ...missed.map(({ pointer, keyword, schema }) => ({ pointer, keyword, why: whyMissed(keyword, schema) })),
      ...unwalked,
    ],
  };
}

/** Finds the places of which something is not yet exercised. */
export function missedSites(sites: readonly CaseSite[], exercised: ReadonlySet<string>): CaseSite[] {
  return sites.filter((site) => constraintsAt(site).some(({ name }) => !exercised.has(name)));
}

/** Names what no event was made of, because there is too much of it. */
function unwalkedParts({ body, definitions, variants, operation }: Contract, left: Left): Coverage['unexercised'] {
  const pointer = toPointer([...operation.location, 'requestBody']);
  const isTooMuch = Object.keys(definitions).length > 0 && levelsFor(body.schema, definitions) === 0;
  const why = 'schemas that contain themselves refer to each other too often to be written out';
  return [
    ...(isTooMuch ? [{ pointer, keyword: '$ref', why }] : []),
    ...(variants.length >= mostVariants
      ? [{ pointer, keyword: 'oneOf', why: `more than ${mostVariants} ways through the unions are not told apart` }]
      : []),
    ...(left.variants > 0
      ? [{ pointer, keyword: 'oneOf', why: `${left.variants} more ways through the unions are too many to be tried` }]
      : []),
    ...(left.sites > 0
      ? [{ pointer, keyword: 'properties', why: `${left.sites} more places of the events are too many to be tried` }]
      : []),
  ];
}

/** Names keywords that say nothing that an event could break, or say it of the places or by way of the schemas inside them. */
const silent = new Set([
  ...['title', 'description', 'example', 'examples', 'default', 'deprecated', 'readOnly', 'writeOnly', 'xml'],
  ...['externalDocs', 'discriminator', 'prefixItems', 'patternProperties', 'allOf', 'if', 'then', 'else', 'more'],
  ...['$comment', '$id', '$schema', '$defs', 'definitions', '$anchor', 'contentEncoding', 'contentMediaType'],
  'required',
]);
/** Names formats that validators leave alone. */
const openFormats = new Set(['password', 'binary', 'int64', 'float', 'double']);

function constraintsAt(site: CaseSite): Constraint[] {
  const { schema, required, path } = site;
  const keywords = Object.keys(schema).filter((keyword) => isConstraint(keyword, schema));
  return [...(required && isNamed(path) ? ['required'] : []), ...keywords].map((each) => constraintAt(site, each));
}

function constraintAt(site: CaseSite, keyword: string, words = site.words): Constraint {
  const pointer = `${originAt(site, keyword)}/${keyword}`;
  return { name: constraintOf(words, keyword), pointer, keyword, schema: site.schema };
}

function isConstraint(keyword: string, schema: Schema): boolean {
  const value = schema[keyword];
  if (keyword.startsWith('x-') || silent.has(keyword)) return false;
  if (keyword === 'format') return !openFormats.has(schema.format ?? '');
  if (keyword === 'contains') return schema.minContains !== 0;
  if (keyword === 'minContains') return Number(value) > 1;
  if (keyword === 'properties') return Object.values(value ?? {}).includes(false);
  if (keyword === 'items' || keyword === 'additionalProperties') return value === false;
  if (keyword === 'uniqueItems') return value === true;
  if (['minLength', 'minItems', 'minProperties'].includes(keyword)) return Number(value) > 0;
  return value !== undefined;
}

const asserted = new Set(Object.keys(newAjv({}).formats));

const generated = new Set([
  ...['required', 'type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems', 'minProperties'],
  ...['maxProperties', 'additionalProperties', 'propertyNames', 'dependentRequired', 'not', 'contains', 'minContains'],
  ...['maxContains', 'properties', 'items', 'unevaluatedProperties', 'unevaluatedItems', 'oneOf', 'anyOf'],
]);

function whyMissed(keyword: string, { format }: Schema): string {
  if (keyword === 'format' && !asserted.has(format ?? '')) return 'no validator here knows this format';
  return generated.has(keyword)
    ? 'no event was found that breaks this alone'
    : 'events that break this keyword are not generated';
}
