import type { Repair } from '../diagnosis.ts';
import type { OpenApiDocument } from '../openapi/read.ts';
import type { Schema } from '../schema/types.ts';
import { toJsonPath } from './jsonpath.ts';
import type { Selection } from './select.ts';

/**
 * The actions that turn a holder of a tag and a union into a union of holders, one a branch, with the discriminator
 * beside it: the only place where tools look for it.
 */
export function splitActions(document: OpenApiDocument, selection: Selection): Repair[] {
  const { holder, tag, property, groups } = selection;
  const target = toJsonPath(holder.path);
  const names = branchNames(document, selection);
  const branches = groups.map(({ values, branch }, index) => [
    names[index] as string,
    alternative(document, selection, values, branch),
  ]);
  const nullable = selection.nullable ? ' It could also be null, which each alternative keeps.' : '';
  return [
    ...(holder.schema.discriminator
      ? [removal(`${target}.discriminator`, 'Here stands no union, so that no tool uses it.')]
      : []),
    removal(
      toJsonPath([...holder.path, 'properties', property]),
      `Its union goes one level up, beside ${tag}.${nullable}`,
    ),
    removal(toJsonPath([...holder.path, 'properties', tag]), 'Each alternative names its own values.'),
    ...placeholders(selection),
    {
      target: '$.components',
      description: `One schema for each kind of ${property}, told apart by the values of ${tag}.`,
      update: { schemas: Object.fromEntries(branches) },
    },
    {
      target,
      description: `${tag} chooses the schema of ${property}.`,
      update: {
        type: 'object',
        oneOf: groups.map((_, index) => ({ $ref: `#/components/schemas/${names[index]}` })),
        discriminator: { propertyName: tag },
      },
    },
  ].map((action) => action as Repair);
}

export function removal(target: string, description: string): Repair {
  return { target, description, remove: true };
}

/** A holder that is closed, or asks something of all other properties, must go on knowing the two by name. */
function placeholders({ holder, tag, property }: Selection): Repair[] {
  const { additionalProperties = true, unevaluatedProperties = true } = holder.schema;
  if (additionalProperties === true && unevaluatedProperties === true) return [];
  return [
    {
      target: toJsonPath([...holder.path, 'properties']),
      description: `${tag} and ${property} are not among the other properties; what they hold is for each alternative to say.`,
      update: { [tag]: {}, [property]: {} },
    },
  ];
}

function alternative(document: OpenApiDocument, selection: Selection, values: string[], branch: Schema): Schema {
  const { tag, property, beside, nullable } = selection;
  const nothing = document.openapi.startsWith('3.0')
    ? { type: 'object', nullable: true, enum: [null] }
    : { type: 'null' };
  const own = Object.keys(beside).length === 0 ? branch : { ...beside, allOf: [...(beside.allOf ?? []), branch] };
  const whole: Schema = nullable ? { anyOf: [own, nothing] } : own;
  return {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string', enum: values }, [property]: whole },
  };
}

/** Names after the holder and the branch, that no schema has yet. */
function branchNames(document: OpenApiDocument, { holder, groups }: Selection): string[] {
  const taken = new Set(Object.keys(document.components?.schemas ?? {}));
  const owner = holder.path
    .filter((token) => !keywords.has(token) && !/^\d+$/.test(token))
    .map(capitalised)
    .join('');
  return groups.map(({ branch }, index) => {
    const base = `${owner}${branch.$ref?.split('/').at(-1) ?? `Kind${index + 1}`}`.replace(/[^A-Za-z0-9._-]/g, '');
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}${i}`;
    taken.add(name);
    return name;
  });
}

const keywords = new Set([
  'components',
  'schemas',
  'properties',
  'paths',
  'schema',
  'content',
  'requestBody',
  'oneOf',
  'allOf',
  'anyOf',
  'items',
]);

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
