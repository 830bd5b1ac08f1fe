import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import type { Difference } from '../schemas/difference.ts';
import { type Part, partAt } from '../schemas/model/conjunction.ts';
import { follow, type World } from '../schemas/model/context.ts';
import { checkedPart } from '../schemas/model/keyword-types.ts';
import { facts, shapeOf, takesType } from '../schemas/model/resolved-schema.ts';
import type { OperationNode } from './find.ts';
import type { Content } from './media-types.ts';
import type { HeadDifference } from './told.ts';

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  part: Part;
  at: string;
  /** How a list or an object is written, or the media type of the whole; undefined where there is one way only. */
  written: string | undefined;
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

/** The headers of an answer, which are described like parameters without a name. */
export function headersOf(world: World, { headers, at }: Content): Map<string, Parameter> {
  const all = Object.entries(checkedPart(world, headers, 'object', `${at}/headers`)).map(([name, raw]) =>
    headerOf(world, name, raw, at + toPointer(['headers', name])),
  );
  return new Map(all.filter((each) => each !== undefined).map((each) => [`${each.in} ${each.name}`, each]));
}

function headerOf(world: World, name: string, raw: unknown, place: string): Parameter | undefined {
  const { node, at } = follow(world, raw, place);
  return isObject(node) ? described(world, { ...node, name, in: 'header' }, at) : undefined;
}

function parameterOf(world: World, raw: unknown, place: string): Parameter | undefined {
  const { node, at } = follow(world, raw, place);
  if (!isObject(node) || typeof node.name !== 'string' || node.in === 'path') return undefined;
  return described(world, { ...node, name: node.name }, at);
}

function described(world: World, node: { name: string; [key: string]: unknown }, at: string): Parameter | undefined {
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
    written: writtenAs(world, node, partAt(world, schema, `${at}/schema`)),
  };
}

function writtenAs(world: World, node: Record<string, unknown>, part: Part): string | undefined {
  const [type] = isObject(node.content) ? Object.keys(node.content) : [];
  if (type !== undefined) return type.toLowerCase();
  const shape = shapeOf(world, [part]);
  if (!takesType(shape, 'array', 'object') || shape.leaves.length === 0) return undefined;
  const style = typeof node.style === 'string' ? node.style : node.in === 'header' ? 'simple' : 'form';
  const explode = typeof node.explode === 'boolean' ? node.explode : style === 'form';
  return `${style}${explode ? ' exploded' : ''}${node.allowReserved === true ? ' with reserved characters' : ''}`;
}

export function compareParameters(
  old: ReadonlyMap<string, Parameter>,
  now: ReadonlyMap<string, Parameter>,
  way: HeadDifference['way'],
): HeadDifference[] {
  const thing = way === 'event' ? 'parameter' : 'response-header';
  const differences: HeadDifference[] = [];
  const tell = (
    rule: string,
    effect: HeadDifference['effect'],
    before: unknown,
    after: unknown,
    at: string,
    what: string,
  ): void => void differences.push({ rule: `${thing}-${rule}`, effect, before, after, at, what, way });
  for (const [key, before] of old) {
    const after = now.get(key);
    if (!after && before.required) tell('removed', 'widens', key, null, before.at, `${key} no longer comes`);
    else if (!after) tell('removed', 'vanishes', key, null, before.at, `${key} may never come again`);
    else if (before.required && !after.required)
      tell('made-optional', 'widens', true, false, after.at, `${key} may be missing now`);
    else if (!before.required && after.required)
      tell('made-required', 'narrows', false, true, after.at, `${key} always comes now`);
    if (after && rewritten(before.written, after.written))
      tell(
        'style-changed',
        'both',
        before.written ?? 'plain',
        after.written ?? 'plain',
        after.at,
        `${key} is written in another way`,
      );
  }
  for (const [key, after] of now)
    if (!old.has(key)) tell('added', after.required ? 'narrows' : 'none', null, key, after.at, `${key} comes now`);
  return differences;
}

/** Where a text became a list, that is told as a change of its type. */
function rewritten(before: string | undefined, after: string | undefined): boolean {
  const whole = (written: string | undefined): boolean => written?.includes('/') ?? false;
  if (before === undefined || after === undefined) return whole(before) || whole(after);
  return before !== after;
}

const scalars = new Set<unknown>(['integer', 'number', 'boolean']);
const ofTexts = ['pattern', 'format', 'minLength', 'maxLength', 'enum', 'const'];

/** What stands in a head is a text: where any was allowed, a number is only a narrower one. */
export function asText(differences: readonly Difference[]): Difference[] {
  return differences.map((each) => {
    const [place, deeper] = each.trail;
    const any = place && ofTexts.every((keyword) => facts(place.old, keyword).length === 0);
    if (each.rule !== 'type-changed' || deeper || !any || each.before !== 'string' || !scalars.has(each.after))
      return each;
    return { ...each, rule: 'type-narrowed', effect: 'narrows' };
  });
}
