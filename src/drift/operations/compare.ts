import { compareSchemas } from '../schemas/compare.ts';
import { type Comparison, type Difference, stated } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import type { HeadDifference, MessageKind } from './difference.ts';
import type { DescribedOperation } from './find.ts';
import { type Content, compareMediaTypes, contentOf, sameMediaTypes } from './media-types.ts';
import { asTexts, compareParameters, type Parameters, parametersOf, responseHeaders } from './parameters.ts';
import { compareStatuses, responsesOf, sameResponses } from './responses.ts';
import { compareSecurity } from './security.ts';

/** Holds the differences of one schema that is sent, and what whole it belongs to. */
export interface BodyDifferences {
  way: MessageKind;
  /** The whole bodies, where an event can show the differences; undefined for a header's value. */
  bodies: { old: Member; new: Member } | undefined;
  differences: Difference[];
}

/** Holds all differences of an operation: those of bodies and values, and those around them. */
export interface OperationDifferences {
  head: HeadDifference[];
  bodies: BodyDifferences[];
}

/** Finds all differences between two descriptions of one operation; `ownUrl`: the URL is the receiver's own. */
export function compareOperations(
  comparison: Comparison,
  old: DescribedOperation,
  now: DescribedOperation,
  ownUrl: boolean,
): OperationDifferences {
  const requestBody = (side: 'old' | 'new', { node, pointer }: DescribedOperation) =>
    contentOf(comparison[side], node.requestBody, `${pointer}/requestBody`);
  const [before, after] = [requestBody('old', old), requestBody('new', now)];
  const [responses, others] = [responsesOf(comparison.old, old), responsesOf(comparison.new, now)];
  const all: OperationDifferences[] = [
    { head: [...comparePaths(old, now, ownUrl), ...compareSecurity(comparison, old, now)], bodies: [] },
    compareBeside(comparison, parametersOf(comparison.old, old), parametersOf(comparison.new, now), 'event'),
    { head: comparePresence(before, after), bodies: [] },
    ...(before && after ? [compareContents(comparison, before, after, 'event')] : []),
    { head: compareStatuses(responses, others), bodies: [] },
    ...sameResponses(responses, others).flatMap(({ status, old: first, new: second }) => [
      compareBeside(
        comparison,
        responseHeaders(comparison.old, first),
        responseHeaders(comparison.new, second),
        'answer',
      ),
      compareResponses(comparison, status, first, second),
    ]),
  ];
  return {
    head: all.flatMap(({ head }) => head),
    bodies: all.flatMap(({ bodies }) => bodies).filter(({ differences }) => differences.length > 0),
  };
}

function compareBeside(
  comparison: Comparison,
  old: Parameters,
  now: Parameters,
  way: MessageKind,
): OperationDifferences {
  const bodies = [...old].flatMap(([key, { schema }]): BodyDifferences[] => {
    const other = now.get(key);
    if (!other) return [];
    return [{ way, bodies: undefined, differences: asTexts(compareSchemas(comparison, schema, other.schema)) }];
  });
  return { head: compareParameters(old, now, way), bodies };
}

function compareContents(comparison: Comparison, old: Content, now: Content, way: MessageKind): OperationDifferences {
  if (way === 'event' && old.media.size > 0 && now.media.size === 0) {
    const what = 'nothing is said of bodies any more, so that anything may come';
    const common = { before: [...old.media.keys()], after: null, pointer: now.pointer, what, way };
    return { head: [{ rule: 'body-undescribed', effect: 'widens', ...common }], bodies: [] };
  }
  const bodies = sameMediaTypes(old, now).map((pair) => ({
    way,
    bodies: pair,
    differences: compareSchemas(comparison, pair.old, pair.new),
  }));
  return { head: compareMediaTypes(old, now, way), bodies };
}

function compareResponses(comparison: Comparison, status: string, old: Content, now: Content): OperationDifferences {
  const way = 'answer' as const;
  const [before, after] = [old, now].map(({ media, pointer }) => ({ value: [...media.keys()], pointer }));
  if (old.media.size === 0 && now.media.size > 0) {
    const what = `an answer with ${status} is described with a body now`;
    return {
      head: [stated({ rule: 'response-body-added', effect: 'unclear', what, way }, undefined, after)],
      bodies: [],
    };
  }
  if (old.media.size > 0 && now.media.size === 0) {
    const what = `an answer with ${status} is no longer described with a body`;
    return {
      head: [stated({ rule: 'response-body-removed', effect: 'none', what, way }, before, undefined)],
      bodies: [],
    };
  }
  return compareContents(comparison, old, now, way);
}

function comparePresence(old: Content | undefined, now: Content | undefined): HeadDifference[] {
  const way = 'event' as const;
  const types = (content: Content | undefined) =>
    content && { value: [...content.media.keys()], pointer: content.pointer };
  if (old && now) {
    if (old.required === now.required) return [];
    const [rule, effect, what] = old.required
      ? (['body-made-optional', 'widens', 'a delivery may come without a body'] as const)
      : (['body-made-required', 'narrows', 'a delivery always has a body now'] as const);
    return [{ rule, effect, before: old.required, after: now.required, pointer: now.pointer, what, way }];
  }
  if (!old && !now) return [];
  const [rule, what] = old
    ? (['body-removed', 'deliveries have no body any more'] as const)
    : (['body-added', 'deliveries have a body now'] as const);
  return [stated({ rule, effect: 'widens', what, way }, types(old), types(now))];
}

/** Compares where an operation is called, and by which method; `ownUrl`: the URL is the receiver's own, whatever is described. */
function comparePaths(old: DescribedOperation, now: DescribedOperation, ownUrl: boolean): HeadDifference[] {
  const way = 'event' as const;
  const item = (value: string) => ({ value, pointer: now.itemPointer });
  const moved = pathOf(old) !== pathOf(now);
  const differences: HeadDifference[] = [];
  if (moved) {
    const what = `deliveries go to ${now.name} and no longer to ${old.name}`;
    const effect = ownUrl ? 'prose' : 'both';
    differences.push(stated({ rule: 'path-moved', effect, what, way }, item(old.name), item(now.name)));
  }
  if (old.home !== now.home || (!moved && old.name !== now.name)) {
    const what = 'the operation stands elsewhere in the document';
    const [before, after] = [item(`${old.home} ${old.name}`), item(`${now.home} ${now.name}`)];
    differences.push(stated({ rule: 'operation-renamed', effect: 'prose', what, way }, before, after));
  }
  if (old.method !== now.method) {
    const what = `deliveries come by ${now.method.toUpperCase()} and no longer by ${old.method.toUpperCase()}`;
    const [before, after] = [old, now].map(({ method, pointer }) => ({ value: method, pointer }));
    differences.push(stated({ rule: 'method-changed', effect: 'both', what, way }, before, after));
  }
  return differences;
}

/** Gives a path without the names of its parameters, which do not matter; a webhook's key is only its name. */
function pathOf({ home, name }: DescribedOperation): string | undefined {
  return home === 'webhooks' ? undefined : name.replace(/\{[^/{}$#]+\}/g, '{}');
}
