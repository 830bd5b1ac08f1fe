import type { Repair } from '../diagnosis.ts';
import { dialectOf } from '../openapi/keywords.ts';
import type { OpenApiDocument } from '../openapi/read/read.ts';
import { referenceTo } from '../openapi/resolve.ts';
import type { Schema } from '../schema/types.ts';
import type { BranchSelection } from './branch-selection.ts';
import { nullSchema } from './null-repair.ts';
import { removeAction, updateAction } from './overlay-actions.ts';
import { unionBranchName } from './schema-nodes.ts';

/**
 * Turns a holder of a tag and a union into a union of holders, one a branch, with the discriminator beside it: the only
 * place where tools look for it. Gives the overlay actions.
 */
export function splitActions(document: OpenApiDocument, selection: BranchSelection): Repair[] {
  const { holder, tag, property, groups } = selection;
  const { path, schema } = holder;
  const names = branchNames(document, selection);
  const branches = groups.map((group, index) => [names[index], branchSchema(document, selection, group)]);
  const nullable = selection.nullable ? ' It could also be null, which each alternative keeps.' : '';
  const misplaced = removeAction([...path, 'discriminator'], 'Here stands no union, so that no tool uses it.');
  return [
    ...(schema.discriminator ? [misplaced] : []),
    removeAction([...path, 'properties', property], `Its union goes one level up, beside ${tag}.${nullable}`),
    removeAction([...path, 'properties', tag], 'Each alternative names its own values.'),
    ...placeholderActions(selection),
    updateAction(['components'], `One schema for each kind of ${property}, told apart by the values of ${tag}.`, {
      schemas: Object.fromEntries(branches),
    }),
    updateAction(path, `${tag} chooses the schema of ${property}.`, {
      type: 'object',
      oneOf: names.map((name) => ({ $ref: referenceTo(['components', 'schemas', name]) })),
      discriminator: { propertyName: tag },
    }),
  ];
}

/** Keeps both names known to a holder that is closed, or asks something of all other properties. */
function placeholderActions({ holder, tag, property }: BranchSelection): Repair[] {
  const { additionalProperties = true, unevaluatedProperties = true } = holder.schema;
  if (additionalProperties === true && unevaluatedProperties === true) return [];
  const description = `${tag} and ${property} are not among the other properties; what they hold is for each alternative to say.`;
  return [updateAction([...holder.path, 'properties'], description, { [tag]: {}, [property]: {} })];
}

function branchSchema(
  document: OpenApiDocument,
  { tag, property, beside, nullable }: BranchSelection,
  { values, branch }: BranchSelection['groups'][number],
): Schema {
  const nothing = nullSchema(dialectOf(document));
  const own = Object.keys(beside).length === 0 ? branch : { ...beside, allOf: [...(beside.allOf ?? []), branch] };
  return {
    type: 'object',
    required: [tag],
    properties: { [tag]: { type: 'string', enum: values }, [property]: nullable ? { anyOf: [own, nothing] } : own },
  };
}

/** Makes names after the holder and the branch, that no schema has yet. */
function branchNames(document: OpenApiDocument, { holder, groups }: BranchSelection): string[] {
  const taken = new Set(Object.keys(document.components?.schemas ?? {}));
  const owner = holder.path
    .filter((token) => !unnamed.has(token) && !/^\d+$/.test(token))
    .map((token) => token.charAt(0).toUpperCase() + token.slice(1))
    .join('');
  return groups.map(({ branch }, index) => {
    const own = branch.$ref ? unionBranchName(branch) : `Kind${index + 1}`;
    const base = `${owner}${own}`.replace(/[^A-Za-z0-9._-]/g, '');
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}${i}`;
    taken.add(name);
    return name;
  });
}

/** Lists the tokens of a path that name no schema. */
const unnamed = new Set([
  ...['components', 'schemas', 'properties', 'paths', 'schema', 'content', 'requestBody'],
  ...['oneOf', 'allOf', 'anyOf', 'items'],
]);
