import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type Difference, type StatedDifference, stated } from '../schemas/difference.ts';
import { type Member, readMember } from '../schemas/model/conjunction.ts';
import { checkedField, type DocumentContext, follow } from '../schemas/model/context.ts';
import { facts, resolveMembers, takesType } from '../schemas/model/resolved-schema.ts';
import type { Content } from './contents.ts';
import type { DescribedOperation } from './find.ts';

/** Holds what comes beside a body: a parameter, or a response's header. */
interface DescribedParameter {
  required: boolean;
  schema: Member;
  pointer: string;
  /** Says how a list or an object is written, or the media type of the whole; undefined where there is one way only. */
  written: string | undefined;
}

/** Holds parameters by where they come and what they are called: `header x-id`. */
export type Parameters = ReadonlyMap<string, DescribedParameter>;

/** Reads the parameters of an operation; its own win over those of its path item. */
export function parametersOf(context: DocumentContext, operation: DescribedOperation): Parameters {
  const { node, pointer, item, itemPointer } = operation;
  const lists = [
    { list: item.parameters, place: `${itemPointer}/parameters` },
    { list: node.parameters, place: `${pointer}/parameters` },
  ];
  const all = lists.flatMap(({ list, place }) =>
    checkedField(context, list, 'list', place).map((raw, index) => follow(context, raw, `${place}/${index}`)),
  );
  return readParameters(context, all);
}

/** Reads the headers of a response, which are described like parameters without a name. */
export function responseHeaders(context: DocumentContext, { headers, pointer }: Content): Parameters {
  const all = Object.entries(checkedField(context, headers, 'object', `${pointer}/headers`)).map(([name, raw]) => {
    const { node, pointer: at } = follow(context, raw, pointer + toPointer(['headers', name]));
    return { node: isObject(node) && { ...node, in: 'header', name }, pointer: at };
  });
  return readParameters(context, all);
}

/** Names the headers that the standard reserves for other parts of a description (OpenAPI 3.1, 4.8.12). */
const reserved = new Set(['accept', 'content-type', 'authorization']);

function readParameters(
  context: DocumentContext,
  all: readonly { node: unknown; pointer: string }[],
): Map<string, DescribedParameter> {
  const parameters = new Map<string, DescribedParameter>();
  for (const { node, pointer } of all) {
    if (!isObject(node) || typeof node.name !== 'string' || node.in === 'path') continue;
    const name = node.in === 'header' ? node.name.toLowerCase() : node.name;
    if (node.in === 'header' && reserved.has(name)) continue;
    const [type, media] = (isObject(node.content) ? Object.entries(node.content)[0] : undefined) ?? [];
    const raw = node.schema ?? (isObject(media) ? media.schema : undefined);
    const schema = readMember(context, raw, `${pointer}/schema`);
    const written = type?.toLowerCase() ?? styleOf(context, node, schema);
    parameters.set(`${String(node.in)} ${name}`, { required: node.required === true, schema, pointer, written });
  }
  return parameters;
}

function styleOf(context: DocumentContext, node: Record<string, unknown>, schema: Member): string | undefined {
  const resolved = resolveMembers(context, [schema]);
  if (!takesType(resolved, 'array', 'object') || resolved.leaves.length === 0) return undefined;
  const style = typeof node.style === 'string' ? node.style : node.in === 'header' ? 'simple' : 'form';
  const explode = typeof node.explode === 'boolean' ? node.explode : style === 'form';
  return `${style}${explode ? ' exploded' : ''}${node.allowReserved === true ? ' with reserved characters' : ''}`;
}

/** Compares which parameters, or headers of a response, come; their rules begin with `thing`. */
export function compareParameters(
  old: Parameters,
  now: Parameters,
  thing: 'parameter' | 'response-header',
): StatedDifference[] {
  const ofOld = [...old].flatMap(([key, before]) => {
    const after = now.get(key);
    if (after) return parameterChanges(key, before, after);
    const [effect, what] = before.required
      ? (['widens', `${key} no longer comes`] as const)
      : (['vanishes', `${key} may never come again`] as const);
    return [stated({ rule: 'removed', effect, what }, { value: key, pointer: before.pointer }, undefined)];
  });
  const come = [...now].filter(([key]) => !old.has(key));
  const added = come.map(([value, { required, pointer }]) => {
    const effect = required ? 'narrows' : 'none';
    return stated({ rule: 'added', effect, what: `${value} comes now` }, undefined, { value, pointer });
  });
  return [...ofOld, ...added].map((each) => ({ ...each, rule: `${thing}-${each.rule}` }));
}

function parameterChanges(key: string, before: DescribedParameter, after: DescribedParameter): StatedDifference[] {
  const fact = (value: unknown) => ({ value, pointer: after.pointer });
  const changes: StatedDifference[] = [];
  if (before.required !== after.required) {
    const presence = before.required
      ? ({ rule: 'made-optional', effect: 'widens', what: `${key} may be missing now` } as const)
      : ({ rule: 'made-required', effect: 'narrows', what: `${key} always comes now` } as const);
    changes.push(stated(presence, fact(before.required), fact(after.required)));
  }
  if (isRewritten(before.written, after.written)) {
    const style = { rule: 'style-changed', effect: 'both', what: `${key} is written in another way` } as const;
    changes.push(stated(style, fact(before.written ?? 'plain'), fact(after.written ?? 'plain')));
  }
  return changes;
}

/** Tells whether a value is written in another way. Where a text became a list, the change of its type says so. */
function isRewritten(before: string | undefined, after: string | undefined): boolean {
  if (before !== undefined && after !== undefined) return before !== after;
  return (before ?? after)?.includes('/') ?? false;
}

const scalars = new Set<unknown>(['integer', 'number', 'boolean']);
const textKeywords = ['pattern', 'format', 'minLength', 'maxLength', 'enum', 'const'];

/** Reads differences of a head's value as those of a text: where any was allowed, a number is only a narrower one. */
export function asTexts(differences: readonly Difference[]): Difference[] {
  return differences.map((each) => {
    const [place, deeper] = each.trail;
    const any = place && textKeywords.every((keyword) => facts(place.old, keyword).length === 0);
    if (each.rule !== 'type-changed' || deeper || !any || each.before !== 'string' || !scalars.has(each.after))
      return each;
    return { ...each, rule: 'type-narrowed', effect: 'narrows' };
  });
}
