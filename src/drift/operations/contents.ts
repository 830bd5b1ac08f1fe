import { canonicalMediaType } from '../../openapi/media-types.ts';
import { isObject, sameJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type StatedDifference, stated } from '../schemas/difference.ts';
import { type Member, readMember } from '../schemas/model/conjunction.ts';
import { checkedField, type DocumentContext, follow } from '../schemas/model/context.ts';
import type { DescribedOperation } from './find.ts';

/** Holds what a body may be, by media type. */
export interface Content {
  /** By media type, in lower case and without spaces. */
  media: Map<string, { schema: Member; item: Member | undefined; pointer: string; encoding: unknown }>;
  required: boolean;
  /** Headers beside the body of a response, as they are written. */
  headers: unknown;
  pointer: string;
}

/** Reads a request body, or a response; undefined where there is none. */
export function contentOf(context: DocumentContext, raw: unknown, at: string): Content | undefined {
  const { node, pointer } = follow(context, raw, at);
  if (node === undefined) return undefined;
  const { content, required, headers } = checkedField(context, node, 'object', pointer);
  const types = Object.entries(checkedField(context, content, 'object', `${pointer}/content`));
  const media = types.map(([type, described]) => {
    const place = pointer + toPointer(['content', type]);
    const { schema, itemSchema, encoding } = isObject(described) ? described : {};
    const member = readMember(context, schema, `${place}/schema`);
    const item = itemSchema === undefined ? undefined : readMember(context, itemSchema, `${place}/itemSchema`);
    return [canonicalMediaType(type), { schema: member, item, pointer: place, encoding }] as const;
  });
  return { media: new Map(media), required: required === true, headers, pointer };
}

/** Compares media types, and how their fields are encoded; `thing` is what is sent, in words. */
export function compareMediaTypes(old: Content, now: Content, thing: string): StatedDifference[] {
  const only = (one: Content, other: Content) =>
    [...one.media].filter(([type]) => ![...other.media.keys()].some((range) => includesType(range, type)));
  const reencoded = [...now.media].flatMap(([type, { pointer: place, encoding }]) => {
    const before = old.media.get(type);
    if (!before || sameJson(before.encoding, encoding)) return [];
    const pointer = `${place}/encoding`;
    const what = `encoding of ${type} changed, a keyword that is not supported`;
    const difference = { rule: 'keyword-undecided', effect: 'unclear', what } as const;
    return [stated(difference, { value: before.encoding, pointer }, { value: encoding, pointer })];
  });
  const come = only(now, old).map(([value, { pointer }]) => {
    const what = `${thing} may come as ${value}`;
    return stated({ rule: 'media-type-added', effect: 'widens', what }, undefined, { value, pointer });
  });
  const gone = only(old, now).map(([value, { pointer }]) => {
    const what = `${thing} no longer comes as ${value}`;
    return stated({ rule: 'media-type-removed', effect: 'narrows', what }, { value, pointer }, undefined);
  });
  return [...reencoded, ...come, ...gone];
}

function includesType(range: string, type: string): boolean {
  if (range === type || range === '*/*') return true;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1));
}

function nearestSchema(type: string, { media }: Content): Member | undefined {
  const ranges = [...media.keys()].filter((range) => includesType(range, type)).toSorted((a, b) => b.length - a.length);
  return media.get(media.has(type) ? type : (ranges[0] ?? ''))?.schema;
}

/**
 * Pairs the schemas that are to be compared: of equal types, of a type and the range that includes it, and where one type
 * replaced another, those two.
 */
export function sameMediaTypes(old: Content, now: Content): { old: Member; new: Member }[] {
  const pairs = [
    ...[...now.media].map(([type, { schema }]) => ({ old: nearestSchema(type, old), new: schema })),
    // What had a schema of its own is one of many now.
    ...[...old.media].flatMap(([type, { schema }]) =>
      now.media.has(type) ? [] : [{ old: schema, new: nearestSchema(type, now) }],
    ),
  ];
  const shared = pairs.flatMap(({ old: before, new: after }) => (before && after ? [{ old: before, new: after }] : []));
  const [only] = old.media.values();
  const [other] = now.media.values();
  return shared.length === 0 && only && other ? [{ old: only.schema, new: other.schema }] : shared;
}

/** Pairs what each item of a sequence must be (OpenAPI 3.2, `itemSchema`), where either side says it. */
export function sameItems(context: DocumentContext, old: Content, now: Content): { old: Member; new: Member }[] {
  return [...now.media].flatMap(([type, { item: after, pointer }]) => {
    const before = old.media.get(type)?.item;
    const anything = readMember(context, true, `${pointer}/itemSchema`);
    return old.media.has(type) && (before || after) ? [{ old: before ?? anything, new: after ?? anything }] : [];
  });
}

type Responses = ReadonlyMap<string, Content>;

/** Reads the responses that an operation declares, by status: `200`, `4XX`, `DEFAULT`. */
export function responsesOf(context: DocumentContext, { node, pointer }: DescribedOperation): Map<string, Content> {
  const responses = checkedField(context, node.responses, 'object', `${pointer}/responses`);
  return new Map(
    Object.entries(responses)
      .filter(([status]) => !status.startsWith('x-'))
      .flatMap(([status, raw]): [string, Content][] => {
        const content = contentOf(context, raw, pointer + toPointer(['responses', status]));
        return content ? [[status.toUpperCase(), content]] : [];
      }),
  );
}

/** Compares statuses. One that we send as success must stay allowed. */
export function compareStatuses(old: Responses, now: Responses): StatedDifference[] {
  const gone = [...old].filter(([status]) => !covers(now, status));
  const come = [...now].filter(([status]) => !covers(old, status));
  return [
    ...gone.map(([value, { pointer }]) => {
      const effect = isSuccess(value) ? 'narrows' : 'unclear';
      const what = `${value} is no longer an answer`;
      return stated({ rule: 'response-removed', effect, what }, { value, pointer }, undefined);
    }),
    ...come.map(([value, { pointer }]) => {
      const effect = isSuccess(value) ? 'widens' : 'none';
      const what = `${value} is an answer now`;
      return stated({ rule: 'response-added', effect, what }, undefined, { value, pointer });
    }),
  ];
}

/** Pairs the responses that speak of the same statuses: one side may describe a range where the other describes one status. */
export function sameResponses(old: Responses, now: Responses): { status: string; old: Content; new: Content }[] {
  const describing = (all: Responses, status: string): Content | undefined =>
    all.get(status) ?? all.get(`${status[0]}XX`) ?? (isSuccess(status) ? undefined : all.get('DEFAULT'));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((status) => {
    const [before, after] = [describing(old, status), describing(now, status)];
    return before && after ? [{ status, old: before, new: after }] : [];
  });
}

/** Tells whether a status, or a range of them, says that all went well. */
export function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

function covers(all: Responses, status: string): boolean {
  return all.has(status) || all.has(`${status[0]}XX`) || (all.has('DEFAULT') && !isSuccess(status));
}
