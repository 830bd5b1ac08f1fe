import { isObject } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { wordsOf } from '../schemas/definition.ts';
import { type Difference, type StatedDifference, stated, type TrailStep } from '../schemas/difference.ts';
import { type Member, readMember } from '../schemas/model/conjunction.ts';
import { checkedField, type DocumentContext, follow } from '../schemas/model/context.ts';
import { facts, resolveMembers, takesType } from '../schemas/model/resolved-schema.ts';
import type { Content } from './contents.ts';
import type { DescribedOperation } from './find.ts';

/** Holds what comes beside a body: a parameter, or a response's header. */
interface DescribedParameter {
  /** As it is written. */
  node: object;
  required: boolean;
  schema: Member;
  pointer: string;
  /** Says how a list or an object is written, or the media type of the whole; undefined where there is one way only. */
  written: string | undefined;
  /** Characters that have a meaning in a URL stand in it as they are. */
  reserved: boolean;
  /** It may come without a value, whatever its schema says. */
  mayBeEmpty: boolean;
}

/** Holds parameters by where they come and what they are called: `header x-id`. */
export type Parameters = ReadonlyMap<string, DescribedParameter>;

/**
 * Reads the parameters of an operation; its own win over those of its path item. Those of the path, which are known by their
 * place in it, are read where `inPath` says so.
 */
export function parametersOf(context: DocumentContext, operation: DescribedOperation, inPath: boolean): Parameters {
  const { node, pointer, item, itemPointer, address } = operation;
  const lists = [
    { list: item.parameters, place: `${itemPointer}/parameters` },
    { list: node.parameters, place: `${pointer}/parameters` },
  ];
  const all = lists.flatMap(({ list, place }) =>
    checkedField(context, list, 'list', place).map((raw, index) => follow(context, raw, `${place}/${index}`)),
  );
  return readParameters(context, all, inPath ? placesIn(address) : undefined);
}

/** Lists the names of a path's parameters, in their order. */
function placesIn(path: string): string[] {
  return [...path.matchAll(/\{([^/{}$#]+)\}/g)].map(([, name = '']) => name);
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
const reservedHeaders = new Set(['accept', 'content-type', 'authorization']);

function readParameters(
  context: DocumentContext,
  all: readonly { node: unknown; pointer: string }[],
  places: readonly string[] = [],
): Map<string, DescribedParameter> {
  const parameters = new Map<string, DescribedParameter>();
  for (const { node, pointer } of all) {
    if (!isObject(node) || typeof node.name !== 'string') continue;
    const place = places.indexOf(node.name);
    if (node.in === 'path' && place < 0) continue;
    const name = node.in === 'path' ? placeName(place) : node.in === 'header' ? node.name.toLowerCase() : node.name;
    if (node.in === 'header' && reservedHeaders.has(name)) continue;
    const [type, media] = (isObject(node.content) ? Object.entries(node.content)[0] : undefined) ?? [];
    const raw = node.schema ?? (isObject(media) ? media.schema : undefined);
    const schema = readMember(context, raw, `${pointer}/schema`);
    const written = type?.toLowerCase() ?? styleOf(context, node, schema);
    const [required, reserved] = [node.required === true, node.in === 'query' && node.allowReserved === true];
    const mayBeEmpty = node.in === 'query' && node.allowEmptyValue === true;
    parameters.set(`${String(node.in)} ${name}`, { node, required, schema, pointer, written, reserved, mayBeEmpty });
  }
  return parameters;
}

function placeName(place: number): string {
  return `parameter ${place + 1}`;
}

/** Says how a value is written (OpenAPI 3.1, 4.8.12.2), as far as it makes a difference; undefined for plain text. */
function styleOf(context: DocumentContext, node: Record<string, unknown>, schema: Member): string | undefined {
  const resolved = resolveMembers(context, [schema]);
  const said = resolved.leaves.length > 0;
  const [isList, isRecord] = [said && takesType(resolved, 'array'), said && takesType(resolved, 'object')];
  const byName = node.in === 'query' || node.in === 'cookie';
  const style = typeof node.style === 'string' ? node.style : byName ? 'form' : 'simple';
  const explode = typeof node.explode === 'boolean' ? node.explode : style === 'form';
  // A list in a header, and an object in brackets, are written in one way only.
  const exploded = explode && style !== 'deepObject' && (isRecord || (isList && style !== 'simple'));
  if (!isList && !isRecord) return node.in === 'path' ? style : undefined;
  return `${style}${exploded ? ' exploded' : ''}`;
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
    if (isPlace(key)) return [];
    const [effect, what] = before.required
      ? (['widens', `${key} no longer comes`] as const)
      : (['vanishes', `${key} may never come again`] as const);
    const definition = wordsOf(before.node);
    return [stated({ rule: 'removed', effect, what, definition }, { value: key, pointer: before.pointer }, undefined)];
  });
  const come = [...now].filter(([key]) => !old.has(key) && !isPlace(key));
  const added = come.map(([value, { node, required, pointer }]) => {
    const effect = required ? 'narrows' : 'none';
    const difference = { rule: 'added', effect, what: `${value} comes now`, definition: wordsOf(node) } as const;
    return stated(difference, undefined, { value, pointer });
  });
  return [...ofOld, ...added].map((each) => ({ ...each, rule: `${thing}-${each.rule}` }));
}

/** Tells whether a parameter is a part of the path, which is there whether or not it is described. */
function isPlace(key: string): boolean {
  return key.startsWith('path ');
}

function parameterChanges(key: string, before: DescribedParameter, after: DescribedParameter): StatedDifference[] {
  const fact = (value: unknown) => ({ value, pointer: after.pointer });
  const changes: StatedDifference[] = [];
  if (before.required !== after.required && !isPlace(key)) {
    const presence = before.required
      ? ({ rule: 'made-optional', effect: 'widens', what: `${key} may be missing now` } as const)
      : ({ rule: 'made-required', effect: 'narrows', what: `${key} always comes now` } as const);
    changes.push(stated(presence, fact(before.required), fact(after.required)));
  }
  if (before.mayBeEmpty !== after.mayBeEmpty) {
    const emptiness = after.mayBeEmpty
      ? ({ rule: 'empty-value-allowed', effect: 'widens', what: `${key} may come without a value now` } as const)
      : ({ rule: 'empty-value-forbidden', effect: 'narrows', what: `${key} always has a value now` } as const);
    changes.push(stated(emptiness, fact(before.mayBeEmpty), fact(after.mayBeEmpty)));
  }
  const [was, is] = [before, after].map(({ written = 'plain', reserved }) =>
    fact(reserved ? `${written} with reserved characters` : written),
  );
  if (isRewritten(before.written, after.written) || before.reserved !== after.reserved) {
    const style = { rule: 'style-changed', effect: 'both', what: `${key} is written in another way` } as const;
    changes.push(stated(style, was, is));
  }
  const definition = `${wordsOf(before.node)} ${wordsOf(after.node)}`;
  return changes.map((change) => ({ ...change, definition }));
}

/** Tells whether a value is written in another way. Where a text became a list, the change of its type says so. */
function isRewritten(before: string | undefined, after: string | undefined): boolean {
  if (before !== undefined && after !== undefined) return before !== after;
  return (before ?? after)?.includes('/') ?? false;
}

const scalars = new Set<unknown>(['integer', 'number', 'boolean']);
const textKeywords = ['pattern', 'format', 'minLength', 'maxLength', 'enum', 'const'];

/** Reads differences of a head's value as those of a text: where any was allowed, a number is only a narrower one, and the other way round. */
export function asTexts(differences: readonly Difference[]): Difference[] {
  return differences.map((each) => {
    const [place, deeper] = each.trail;
    if (each.rule !== 'type-changed' || deeper || !place) return each;
    const isAnyText = (side: TrailStep['old']) => textKeywords.every((keyword) => facts(side, keyword).length === 0);
    if (each.before === 'string' && scalars.has(each.after) && isAnyText(place.old))
      return { ...each, rule: 'type-narrowed', effect: 'narrows' };
    if (each.after === 'string' && scalars.has(each.before) && isAnyText(place.new))
      return { ...each, rule: 'type-widened', effect: 'widens' };
    return each;
  });
}
