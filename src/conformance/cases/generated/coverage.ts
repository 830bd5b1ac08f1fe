import type { Contract } from '../../../contract/load.ts';
import type { Coverage } from '../../../report.ts';
import { newAjv } from '../../../schema/compile.ts';
import { toPointer } from '../../../schema/pointer.ts';
import type { Schema } from '../../../schema/types.ts';
import { constraintOf } from './generated-event.ts';
import { unionsOf, unionWords } from './invalid/unions.ts';
import { type CaseSite, requirementAt } from './sites.ts';

/** One demand of the contract: a keyword at a place. */
interface Constraint {
  name: string;
  pointer: string;
  keyword: string;
  schema: Schema;
}

/** Which of the contract's demands the bad events break, and which none of them does. */
export function coverageOf(contract: Contract, sites: readonly CaseSite[], exercised: ReadonlySet<string>): Coverage {
  const all = [...sites.flatMap((site) => constraintsAt(contract, site)), ...unionConstraints(contract, sites)];
  const missed = all.filter(({ name }) => !exercised.has(name));
  return {
    constraints: all.length,
    exercised: all.length - missed.length,
    unexercised: missed.map(({ pointer, keyword, schema }) => ({ pointer, keyword, why: whyMissed(keyword, schema) })),
  };
}

/** The places of which something is not yet exercised. */
export function missedSites(
  contract: Contract,
  sites: readonly CaseSite[],
  exercised: ReadonlySet<string>,
): CaseSite[] {
  return sites.filter((site) => constraintsAt(contract, site).some(({ name }) => !exercised.has(name)));
}

/** These say nothing that an event could break, or say it by way of the schemas inside them. */
const silent = new Set([
  ...[
    'title',
    'description',
    'example',
    'examples',
    'default',
    'deprecated',
    'readOnly',
    'writeOnly',
    'xml',
    'externalDocs',
  ],
  ...['nullable', 'discriminator', 'prefixItems', 'patternProperties', 'allOf', 'if', 'more', '$comment', '$id'],
  ...['$schema', '$defs', 'definitions', '$anchor', 'contentEncoding', 'contentMediaType'],
]);
/** Formats that validators leave alone. */
const openFormats = new Set(['password', 'binary', 'int64', 'float', 'double']);

function constraintsAt(contract: Contract, site: CaseSite): Constraint[] {
  const { schema, words, required, path } = site;
  const keywords = Object.keys(schema).filter((keyword) => speaks(keyword, schema));
  const demanded = required && path.length > 0 && !['*', '+'].includes(path.at(-1) ?? '');
  return [...(demanded ? ['required'] : []), ...keywords].map((keyword) => ({
    name: constraintOf(words, keyword),
    pointer: `${requirementAt(contract, site, keyword).source.replace(/^[^#]*#/, '')}/${keyword}`,
    keyword,
    schema,
  }));
}

function speaks(keyword: string, schema: Schema): boolean {
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

function unionConstraints(contract: Contract, sites: readonly CaseSite[]): Constraint[] {
  return unionsOf(contract.body.schema).flatMap((union) => {
    const { path, keyword } = union;
    const site = sites.find((each) => toPointer(each.path) === toPointer(path));
    if (!site) return [];
    const { source } = requirementAt(contract, site, keyword);
    return [
      {
        name: constraintOf(unionWords(union), keyword),
        pointer: `${source.replace(/^[^#]*#/, '')}/${keyword}`,
        keyword,
        schema: site.schema,
      },
    ];
  });
}

const asserted = new Set(Object.keys(newAjv('3.1').formats));

const generated = new Set([
  ...['required', 'type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems', 'minProperties'],
  ...[
    'maxProperties',
    'additionalProperties',
    'propertyNames',
    'dependentRequired',
    'not',
    'contains',
    'minContains',
    'maxContains',
    'properties',
    'items',
    'unevaluatedProperties',
    'unevaluatedItems',
    'oneOf',
    'anyOf',
  ],
]);

function whyMissed(keyword: string, { format }: Schema): string {
  if (keyword === 'format' && !asserted.has(format ?? '')) return 'no validator here knows this format';
  return generated.has(keyword)
    ? 'no event was found that breaks this alone'
    : 'events that break this keyword are not generated';
}
