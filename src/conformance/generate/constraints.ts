import type { Contract } from '../../contract/load.ts';
import type { Coverage } from '../../report.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Schema } from '../../schema/types.ts';
import { constraintOf } from './made.ts';
import { type CaseSite, requirementAt } from './sites.ts';
import { unionsOf, unionWords } from './unions.ts';

/** One demand of the contract: a keyword at a place. */
interface Constraint {
  name: string;
  pointer: string;
  keyword: string;
}

/** Which of the contract's demands the bad events break, and which none of them does. */
export function coverageOf(contract: Contract, sites: readonly CaseSite[], exercised: ReadonlySet<string>): Coverage {
  const all = [...sites.flatMap((site) => constraintsAt(contract, site)), ...unionConstraints(contract, sites)];
  const missed = all.filter(({ name }) => !exercised.has(name));
  return {
    constraints: all.length,
    exercised: all.length - missed.length,
    unexercised: missed.map(({ pointer, keyword }) => ({ pointer, keyword, why: whyMissed(keyword) })),
  };
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
  ...[
    'nullable',
    'discriminator',
    'properties',
    'items',
    'prefixItems',
    'patternProperties',
    'allOf',
    '$comment',
    '$id',
  ],
  ...[
    '$schema',
    '$defs',
    'definitions',
    '$anchor',
    'contentEncoding',
    'contentMediaType',
    'minContains',
    'maxContains',
  ],
]);
/** Formats that validators leave alone. */
const openFormats = new Set(['password', 'binary', 'int32', 'int64', 'float', 'double']);

function constraintsAt(contract: Contract, site: CaseSite): Constraint[] {
  const { schema, words, required, path } = site;
  const keywords = Object.keys(schema).filter((keyword) => speaks(keyword, schema));
  const demanded = required && path.length > 0 && !['*', '+'].includes(path.at(-1) ?? '');
  return [...(demanded ? ['required'] : []), ...keywords].map((keyword) => ({
    name: constraintOf(words, keyword),
    pointer: `${requirementAt(contract, site, keyword).source.replace(/^[^#]*#/, '')}/${keyword}`,
    keyword,
  }));
}

function speaks(keyword: string, schema: Schema): boolean {
  if (keyword === 'required' || keyword.startsWith('x-') || silent.has(keyword)) return false;
  if (keyword === 'format') return !openFormats.has(schema.format ?? '');
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
      },
    ];
  });
}

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
    'oneOf',
    'anyOf',
  ],
]);

function whyMissed(keyword: string): string {
  return generated.has(keyword)
    ? 'no event was found that breaks this alone'
    : 'events that break this keyword are not generated';
}
