import { isObject } from '../../schema/json.ts';
import { checkedPart } from '../model/formed.ts';
import { type Part, partAt } from '../model/parts.ts';
import { follow, type World } from '../model/world.ts';
import type { OperationNode } from './find.ts';
import type { HeadDifference } from './told.ts';

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  part: Part;
  at: string;
}

/** Headers that the standard reserves for other parts of a description. */
const reserved = new Set(['accept', 'content-type', 'authorization']);

/** What comes beside the body, by place and name; the operation's own wins over the path's. */
export function parametersOf(world: World, { node, at, item, itemAt }: OperationNode): Map<string, Parameter> {
  const lists = [
    [item.parameters, `${itemAt}/parameters`],
    [node.parameters, `${at}/parameters`],
  ] as const;
  const all = lists.flatMap(([list, place]) =>
    checkedPart(world, list, 'list', place).map((raw, index) => parameterOf(world, raw, `${place}/${index}`)),
  );
  return new Map(all.filter((each) => each !== undefined).map((each) => [`${each.in} ${each.name}`, each]));
}

function parameterOf(world: World, raw: unknown, place: string): Parameter | undefined {
  const { node, at } = follow(world, raw, place);
  if (!isObject(node) || typeof node.name !== 'string' || node.in === 'path') return undefined;
  const name = node.in === 'header' ? node.name.toLowerCase() : node.name;
  if (node.in === 'header' && reserved.has(name)) return undefined;
  const media = isObject(node.content) ? Object.values(node.content)[0] : undefined;
  const schema = node.schema ?? (isObject(media) ? media.schema : undefined);
  return {
    name,
    in: String(node.in),
    required: node.required === true,
    part: partAt(world, schema, `${at}/schema`),
    at,
  };
}

export function compareParameters(
  old: ReadonlyMap<string, Parameter>,
  now: ReadonlyMap<string, Parameter>,
): HeadDifference[] {
  const differences: HeadDifference[] = [];
  const tell = (
    rule: string,
    effect: HeadDifference['effect'],
    before: unknown,
    after: unknown,
    at: string,
    what: string,
  ): void => void differences.push({ rule, effect, before, after, at, what, way: 'event' });
  for (const [key, before] of old) {
    const after = now.get(key);
    if (!after && before.required) tell('parameter-removed', 'widens', key, null, before.at, `${key} no longer comes`);
    else if (!after) tell('parameter-removed', 'vanishes', key, null, before.at, `${key} may never come again`);
    else if (before.required && !after.required)
      tell('parameter-made-optional', 'widens', true, false, after.at, `${key} may be missing now`);
    else if (!before.required && after.required)
      tell('parameter-made-required', 'narrows', false, true, after.at, `${key} always comes now`);
  }
  for (const [key, after] of now)
    if (!old.has(key))
      tell('parameter-added', after.required ? 'narrows' : 'none', null, key, after.at, `${key} comes now`);
  return differences;
}
