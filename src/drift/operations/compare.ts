import { compareSchemas } from '../schemas/compare.ts';
import { type Comparison, type Difference, type StatedDifference, stated } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import type { DocumentContext } from '../schemas/model/context.ts';
import {
  type Content,
  compareMediaTypes,
  compareStatuses,
  contentOf,
  isSuccess,
  responsesOf,
  sameItems,
  sameMediaTypes,
  sameResponses,
} from './contents.ts';
import { type DescribedOperation, pathTemplate } from './find.ts';
import { asTexts, compareParameters, type Parameters, parametersOf, responseHeaders } from './parameters.ts';
import { compareSecurity } from './security.ts';

/** Names which way something goes: with the event, or with our answer to it. */
export type MessageKind = 'event' | 'answer';

/** Holds the differences of one schema that is sent, and what whole it belongs to. */
export interface BodyDifferences {
  way: MessageKind;
  /** The whole bodies, where an event can show the differences; undefined for a header's value. */
  bodies: { old: Member; new: Member } | undefined;
  /** Names the value, where it is no body: `header x-id`. */
  subject?: string;
  differences: Difference[];
}

/** Holds all differences of an operation: those of bodies and values, and those around them, which no event shows. */
export interface OperationDifferences {
  head: (StatedDifference & { way: MessageKind })[];
  bodies: BodyDifferences[];
}

/** Finds all differences between two descriptions of one operation; `ownUrl`: the URL is the receiver's own. */
export function compareOperations(
  comparison: Comparison,
  old: DescribedOperation,
  now: DescribedOperation,
  ownUrl: boolean,
): OperationDifferences {
  const found: OperationDifferences = { head: [], bodies: [] };
  const addHead = (way: MessageKind, head: readonly StatedDifference[]): void => {
    found.head.push(...head.map((each) => ({ ...each, way })));
  };
  const addBody = (way: MessageKind, bodies: BodyDifferences['bodies'], differences: Difference[]): void => {
    if (differences.length > 0) found.bodies.push({ way, bodies, differences });
  };
  const addValue = (way: MessageKind, subject: string, differences: Difference[]): void => {
    if (differences.length > 0) found.bodies.push({ way, bodies: undefined, subject, differences });
  };
  const addValues = (way: MessageKind, before: Parameters, after: Parameters): void => {
    addHead(way, compareParameters(before, after, way === 'event' ? 'parameter' : 'response-header'));
    for (const [key, { schema }] of before) {
      const other = after.get(key);
      if (other) addValue(way, key, asTexts(compareSchemas(comparison, schema, other.schema)));
    }
  };
  const addContents = (way: MessageKind, before: Content, after: Content): void => {
    addHead(way, compareMediaTypes(before, after, way === 'event' ? 'an event' : 'an answer'));
    for (const pair of sameMediaTypes(before, after))
      addBody(way, pair, compareSchemas(comparison, pair.old, pair.new));
    // No event holds the items of a sequence one by one.
    for (const pair of sameItems(comparison.new, before, after))
      addBody(way, undefined, compareSchemas(comparison, pair.old, pair.new));
  };

  addHead('event', [...comparePaths(old, now, ownUrl), ...compareSecurity(comparison, old, now)]);
  const inPath = !ownUrl && pathOf(old) === pathOf(now);
  addValues('event', parametersOf(comparison.old, old, inPath), parametersOf(comparison.new, now, inPath));
  const [before, after] = [requestBodyOf(comparison.old, old), requestBodyOf(comparison.new, now)];
  addHead('event', compareRequestBodies(before, after));
  if (before && after && isDescribed(before, after)) addContents('event', before, after);
  const [responses, others] = [responsesOf(comparison.old, old), responsesOf(comparison.new, now)];
  addHead('answer', compareStatuses(responses, others));
  for (const { status, old: first, new: second } of sameResponses(responses, others)) {
    addValues('answer', responseHeaders(comparison.old, first), responseHeaders(comparison.new, second));
    addHead('answer', compareResponseBodies(status, first, second));
    if (isDescribed(first, second)) addContents('answer', first, second);
  }
  return found;
}

function requestBodyOf(context: DocumentContext, { node, pointer }: DescribedOperation): Content | undefined {
  return contentOf(context, node.requestBody, `${pointer}/requestBody`);
}

function compareRequestBodies(old: Content | undefined, now: Content | undefined): StatedDifference[] {
  if (!old && !now) return [];
  if (!old || !now) {
    // Whoever sends none must send one, where it is required.
    const added = now?.required ? 'both' : 'widens';
    const [rule, effect, what] = old
      ? (['body-removed', 'widens', 'deliveries have no body any more'] as const)
      : (['body-added', added, 'deliveries have a body now'] as const);
    return [stated({ rule, effect, what }, old && mediaTypesOf(old), now && mediaTypesOf(now))];
  }
  const { pointer } = now;
  const differences: StatedDifference[] = [];
  if (old.required !== now.required) {
    const [rule, effect, what] = old.required
      ? (['body-made-optional', 'widens', 'a delivery may come without a body'] as const)
      : (['body-made-required', 'narrows', 'a delivery always has a body now'] as const);
    differences.push({ rule, effect, before: old.required, after: now.required, pointer, what });
  }
  const [before, after] = [mediaTypesOf(old), mediaTypesOf(now)];
  if (isUndescribed(old, now)) {
    const what = 'nothing is said of bodies any more, so that anything may come';
    differences.push({ ...stated({ rule: 'body-undescribed', effect: 'widens', what }, before, undefined), pointer });
  }
  if (isUndescribed(now, old)) {
    const what = 'it is said now what bodies are, where anything could come';
    differences.push(stated({ rule: 'body-described', effect: 'narrows', what }, undefined, after));
  }
  return differences;
}

function isUndescribed(old: Content, now: Content): boolean {
  return old.media.size > 0 && now.media.size === 0;
}

function isDescribed(old: Content, now: Content): boolean {
  return !isUndescribed(old, now) && !isUndescribed(now, old);
}

function compareResponseBodies(status: string, old: Content, now: Content): StatedDifference[] {
  if (isUndescribed(now, old)) {
    const effect = isSuccess(status) ? 'narrows' : 'unclear';
    const what = `an answer with ${status} is described with a body now`;
    return [stated({ rule: 'response-body-added', effect, what }, undefined, mediaTypesOf(now))];
  }
  if (!isUndescribed(old, now)) return [];
  const effect = isSuccess(status) ? 'widens' : 'vanishes';
  const what = `an answer with ${status} is no longer described with a body`;
  return [stated({ rule: 'response-body-removed', effect, what }, mediaTypesOf(old), undefined)];
}

function mediaTypesOf({ media, pointer }: Content) {
  return { value: [...media.keys()], pointer };
}

/** Compares where an operation is called, and by which method; `ownUrl`: the URL is the receiver's own, whatever is described. */
function comparePaths(old: DescribedOperation, now: DescribedOperation, ownUrl: boolean): StatedDifference[] {
  const item = (value: string) => ({ value, pointer: now.itemPointer });
  const moved = pathOf(old) !== pathOf(now);
  const differences: StatedDifference[] = [];
  if (moved) {
    const what = `deliveries go to ${now.address} and no longer to ${old.address}`;
    const effect = ownUrl ? 'prose' : 'both';
    differences.push(stated({ rule: 'path-moved', effect, what }, item(old.address), item(now.address)));
  }
  if (old.group !== now.group) {
    const what = 'the operation stands elsewhere in the document';
    const [before, after] = [item(`${old.group} ${old.address}`), item(`${now.group} ${now.address}`)];
    differences.push(stated({ rule: 'operation-renamed', effect: 'prose', what }, before, after));
  }
  if (old.method !== now.method) {
    const what = `deliveries come by ${now.method.toUpperCase()} and no longer by ${old.method.toUpperCase()}`;
    const [before, after] = [old, now].map(({ method, pointer }) => ({ value: method, pointer }));
    differences.push(stated({ rule: 'method-changed', effect: 'both', what }, before, after));
  }
  return differences;
}

/** Gives where deliveries go; nothing is known of that for a webhook. */
function pathOf({ group, address }: DescribedOperation): string | undefined {
  return group === 'webhooks' ? undefined : pathTemplate(address);
}
