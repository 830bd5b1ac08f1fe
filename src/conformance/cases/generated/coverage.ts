import type { Contract } from '../../../contract/load.ts';
import type { Coverage } from '../../../report.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { newAjv } from '../../../schema/validate/compile.ts';
import { levelsFor, mostVariants } from '../../../schema/variants.ts';
import { constraintOf } from './generated-event.ts';
import { type Union, unionWords } from './invalid/unions.ts';
import { type CaseSite, isNamed, requirementAt } from './sites.ts';

/** Holds one demand of the contract: a keyword at a place. */
interface Constraint {
  name: string;
  pointer: string;
  keyword: string;
  schema: Schema;
}

/** Tells which of the contract's demands the invalid events break, and which none of them does. */
export function coverageOf(
  contract: Contract,
  sites: readonly CaseSite[],
  unions: readonly Union[],
  exercised: ReadonlySet<string>,
): Coverage {
  const all = [...sites.flatMap((site) => constraintsAt(contract, site)), ...unionConstraints(contract, sites, unions)];
  const missed = all.filter(({ name }) => !exercised.has(name));
  const unwalked = unwalkedParts(contract);
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
export function missedSites(
  contract: Contract,
  sites: readonly CaseSite[],
  exercised: ReadonlySet<string>,
): CaseSite[] {
  return sites.filter((site) => constraintsAt(contract, site).some(({ name }) => !exercised.has(name)));
}

/** Names what no event was made of, because there is too much of it. */
function unwalkedParts({ body, definitions, variants, operation }: Contract): Coverage['unexercised'] {
  const pointer = toPointer([...operation.location, 'requestBody']);
  const isTooMuch = Object.keys(definitions).length > 0 && levelsFor(body.schema, definitions) === 0;
  const why = 'schemas that contain themselves refer to each other too often to be written out';
  return [
    ...(isTooMuch ? [{ pointer, keyword: '$ref', why }] : []),
    ...(variants.length >= mostVariants
      ? [{ pointer, keyword: 'oneOf', why: `more than ${mostVariants} ways through the unions are not told apart` }]
      : []),
  ];
}

/** Names keywords that say nothing that an event could break, or say it by way of the schemas inside them. */
const silent = new Set([
  ...['title', 'description', 'example', 'examples', 'default', 'deprecated', 'readOnly', 'writeOnly', 'xml'],
  ...['externalDocs', 'discriminator', 'prefixItems', 'patternProperties', 'allOf', 'if', 'more', '$comment', '$id'],
  ...['$schema', '$defs', 'definitions', '$anchor', 'contentEncoding', 'contentMediaType'],
]);
/** Names formats that validators leave alone. */
const openFormats = new Set(['password', 'binary', 'int64', 'float', 'double']);

function constraintsAt(contract: Contract, site: CaseSite): Constraint[] {
  const { schema, words, required, path } = site;
  const keywords = Object.keys(schema).filter((keyword) => isConstraint(keyword, schema));
  const demanded = required && isNamed(path);
  return [...(demanded ? ['required'] : []), ...keywords].map((keyword) => ({
    name: constraintOf(words, keyword),
    pointer: `${requirementAt(contract, site, keyword).source.replace(/^[^#]*#/, '')}/${keyword}`,
    keyword,
    schema,
  }));
}

function isConstraint(keyword: string, schema: Schema): boolean {
  if (keyword === 'required' || keyword.startsWith('x-') || silent.has(keyword)) return false;
  if (keyword === 'format') return !openFormats.has(schema.format ?? '');
  if (keyword === 'if' || keyword === 'then' || keyword === 'else') return false;
  if (keyword === 'contains') return schema.minContains !== 0;
  if (keyword === 'minContains') return Number(schema.minContains) > 1;
  if (keyword === 'properties')
    return Object.values(schema.properties ?? {}).some((each) => (each as unknown) === false);
  if (keyword === 'items') return (schema.items as unknown) === false;
  if (keyword === 'additionalProperties') return schema.additionalProperties === false;
  if (keyword === 'uniqueItems') return schema.uniqueItems === true;
  if (['minLength', 'minItems', 'minProperties'].includes(keyword)) return Number(schema[keyword]) > 0;
  return schema[keyword] !== undefined;
}

function unionConstraints(contract: Contract, sites: readonly CaseSite[], unions: readonly Union[]): Constraint[] {
  return unions.flatMap((union) => {
    const site = sites.find(({ path }) => toPointer(path) === toPointer(union.path));
    if (!site) return [];
    const { keyword } = union;
    const { source } = requirementAt(contract, site, keyword);
    const pointer = `${source.replace(/^[^#]*#/, '')}/${keyword}`;
    return [{ name: constraintOf(unionWords(union), keyword), pointer, keyword, schema: site.schema }];
  });
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
