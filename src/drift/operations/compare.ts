import { compareAll } from '../schemas/compare.ts';
import type { Difference } from '../schemas/difference.ts';
import type { Part } from '../schemas/model/conjunction.ts';
import type { Walk } from '../schemas/walk.ts';
import type { OperationNode } from './find.ts';
import { type Content, compareMedia, contentOf, sameMedia } from './media-types.ts';
import { asText, compareParameters, headersOf, type Parameter, parametersOf } from './parameters.ts';
import { comparePlace } from './path.ts';
import { answersOf, compareStatuses, sameAnswers } from './responses.ts';
import { compareSecurity } from './security.ts';
import type { HeadDifference } from './told.ts';

/** Differences of one schema that is sent, and what whole it belongs to. */
export interface BodyDifferences {
  way: HeadDifference['way'];
  /** The whole bodies, where an event can show the differences; undefined for a header's value. */
  bodies: { old: Part; new: Part } | undefined;
  differences: Difference[];
}

export interface OperationDifferences {
  head: HeadDifference[];
  bodies: BodyDifferences[];
}

type Parameters = ReadonlyMap<string, Parameter>;

/** All differences between two descriptions of one operation. */
export function compareOperations(
  walk: Walk,
  old: OperationNode,
  now: OperationNode,
  ownUrl: boolean,
): OperationDifferences {
  const head = [...comparePlace(old, now, ownUrl), ...compareSecurity(walk, old, now)];
  const bodies: BodyDifferences[] = [];
  const beside = (before: Parameters, after: Parameters, way: HeadDifference['way']): void => {
    head.push(...compareParameters(before, after, way));
    for (const [key, { part }] of before) {
      const other = after.get(key);
      if (other) bodies.push({ way, bodies: undefined, differences: asText(compareAll(walk, [part], [other.part])) });
    }
  };
  beside(parametersOf(walk.old, old), parametersOf(walk.new, now), 'event');
  const requests = [
    contentOf(walk.old, old.node.requestBody, `${old.at}/requestBody`),
    contentOf(walk.new, now.node.requestBody, `${now.at}/requestBody`),
  ] as const;
  head.push(...comparePresence(...requests, now.at));
  if (requests[0] && requests[1]) bodies.push(...contents(walk, requests[0], requests[1], 'event', head));
  const [answersBefore, answersAfter] = [answersOf(walk.old, old), answersOf(walk.new, now)];
  head.push(...compareStatuses(answersBefore, answersAfter));
  for (const [status, answer, other] of sameAnswers(answersBefore, answersAfter)) {
    beside(headersOf(walk.old, answer), headersOf(walk.new, other), 'answer');
    if (answer.media.size === 0 && other.media.size > 0)
      head.push({
        rule: 'response-body-added',
        effect: 'unclear',
        before: null,
        after: [...other.media.keys()],
        at: other.at,
        what: `an answer with ${status} is described with a body now`,
        way: 'answer',
      });
    else if (answer.media.size > 0 && other.media.size === 0)
      head.push({
        rule: 'response-body-removed',
        effect: 'none',
        before: [...answer.media.keys()],
        after: null,
        at: answer.at,
        what: `an answer with ${status} is no longer described with a body`,
        way: 'answer',
      });
    else bodies.push(...contents(walk, answer, other, 'answer', head));
  }
  return { head, bodies: bodies.filter(({ differences }) => differences.length > 0) };
}

function contents(
  walk: Walk,
  old: Content,
  now: Content,
  way: HeadDifference['way'],
  head: HeadDifference[],
): BodyDifferences[] {
  if (way === 'event' && old.media.size > 0 && now.media.size === 0) {
    head.push({
      rule: 'body-undescribed',
      effect: 'widens',
      before: [...old.media.keys()],
      after: null,
      at: now.at,
      what: 'nothing is said of bodies any more, so that anything may come',
      way,
    });
    return [];
  }
  head.push(...compareMedia(old, now, way));
  return sameMedia(old, now).map(([before, after]) => ({
    way,
    bodies: { old: before, new: after },
    differences: compareAll(walk, [before], [after]),
  }));
}

function comparePresence(old: Content | undefined, now: Content | undefined, at: string): HeadDifference[] {
  const tell = (
    rule: string,
    effect: HeadDifference['effect'],
    before: unknown,
    after: unknown,
    place: string,
    what: string,
  ): HeadDifference[] => [{ rule, effect, before, after, at: place, what, way: 'event' }];
  if (old && !now)
    return tell('body-removed', 'widens', [...old.media.keys()], null, old.at, 'deliveries have no body any more');
  if (!old && now)
    return tell('body-added', 'widens', null, [...now.media.keys()], now.at, 'deliveries have a body now');
  if (old?.required && now && !now.required)
    return tell('body-made-optional', 'widens', true, false, now.at || at, 'a delivery may come without a body');
  if (old && !old.required && now?.required)
    return tell('body-made-required', 'narrows', false, true, now.at, 'a delivery always has a body now');
  return [];
}
