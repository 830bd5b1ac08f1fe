import { canonicalMediaType } from '../../openapi/media-types.ts';
import { isObject, sameJson } from '../../schema/json.ts';
import { toPointer } from '../../schema/pointer.ts';
import { type Part, partAt } from '../schemas/model/conjunction.ts';
import { follow, type World } from '../schemas/model/context.ts';
import { checkedPart } from '../schemas/model/keyword-types.ts';
import type { HeadDifference } from './told.ts';

/** What a body may hold, by media type. */
export interface Content {
  /** By media type, in lower case and without spaces. */
  media: Map<string, { part: Part; at: string; encoding: unknown }>;
  required: boolean;
  /** Headers beside the body of an answer, as they are written. */
  headers: unknown;
  at: string;
}

/** A request body, or the body of an answer; undefined where there is none. */
export function contentOf(world: World, raw: unknown, at: string): Content | undefined {
  const found = follow(world, raw, at);
  const { node } = found;
  if (node === undefined) return undefined;
  const { content, required, headers } = checkedPart(world, node, 'object', found.at);
  const entries = Object.entries(checkedPart(world, content, 'object', `${found.at}/content`)).map(([type, media]) => {
    const place = found.at + toPointer(['content', type]);
    const schema = isObject(media) ? media.schema : undefined;
    const encoding = isObject(media) ? media.encoding : undefined;
    return [canonicalMediaType(type), { part: partAt(world, schema, `${place}/schema`), at: place, encoding }] as const;
  });
  return { media: new Map(entries), required: required === true, headers, at: found.at };
}

/** Media types that came or went. */
export function compareMedia(old: Content, now: Content, way: HeadDifference['way']): HeadDifference[] {
  const covered = (type: string, all: Content): boolean => [...all.media.keys()].some((other) => includes(other, type));
  const added = [...now.media].filter(([type]) => !covered(type, old));
  const removed = [...old.media].filter(([type]) => !covered(type, now));
  const thing = way === 'event' ? 'an event' : 'an answer';
  const encoded = [...now.media].filter(([type, { encoding }]) => {
    const before = old.media.get(type);
    return before && !sameJson(before.encoding, encoding);
  });
  return [
    ...encoded.map(
      ([type, { at, encoding }]): HeadDifference => ({
        rule: 'keyword-undecided',
        effect: 'unclear',
        before: old.media.get(type)?.encoding ?? null,
        after: encoding ?? null,
        at: `${at}/encoding`,
        what: `encoding of ${type} changed, a keyword that is not supported`,
        way,
      }),
    ),
    ...added.map(
      ([type, { at }]): HeadDifference => ({
        rule: 'media-type-added',
        effect: 'widens',
        before: null,
        after: type,
        at,
        what: `${thing} may come as ${type}`,
        way,
      }),
    ),
    ...removed.map(
      ([type, { at }]): HeadDifference => ({
        rule: 'media-type-removed',
        effect: 'narrows',
        before: type,
        after: null,
        at,
        what: `${thing} no longer comes as ${type}`,
        way,
      }),
    ),
  ];
}

/** `*` and `application/*` stand for many types. */
function includes(range: string, type: string): boolean {
  if (range === type || range === '*/*') return true;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1));
}

/** What is said of a type: by its own name, or by the narrowest range that includes it. */
function nearest(type: string, { media }: Content): Part | undefined {
  const ranges = [...media.keys()].filter((range) => includes(range, type)).toSorted((a, b) => b.length - a.length);
  return media.get(media.has(type) ? type : (ranges[0] ?? ''))?.part;
}

/** The bodies of both sides that are to be compared: of equal types, of a type and the range
 * that includes it, and where one replaced another, those two. */
export function sameMedia(old: Content, now: Content): [Part, Part][] {
  const pairs = [
    ...[...now.media].map(([type, { part }]) => [nearest(type, old), part] as const),
    // What had a schema of its own is one of many now.
    ...[...old.media].flatMap(([type, { part }]) => (now.media.has(type) ? [] : [[part, nearest(type, now)] as const])),
  ];
  const shared = pairs.filter((pair): pair is [Part, Part] => pair[0] !== undefined && pair[1] !== undefined);
  const [only] = old.media.values();
  const [other] = now.media.values();
  return shared.length === 0 && only && other ? [[only.part, other.part]] : shared;
}
