import { toPointer } from '../../schema/pointer.ts';
import type { World } from '../schemas/model/context.ts';
import { checkedPart } from '../schemas/model/keyword-types.ts';
import type { OperationNode } from './find.ts';
import { type Content, contentOf } from './media-types.ts';
import type { HeadDifference } from './told.ts';

/** The answers that an operation declares, by status: `200`, `4XX`, `default`. */
export function answersOf(world: World, { node, at }: OperationNode): Map<string, Content> {
  const responses = checkedPart(world, node.responses, 'object', `${at}/responses`);
  return new Map(
    Object.entries(responses)
      .filter(([status]) => !status.startsWith('x-'))
      .flatMap(([status, raw]): [string, Content][] => {
        const content = contentOf(world, raw, at + toPointer(['responses', status]));
        return content ? [[status.toUpperCase(), content]] : [];
      }),
  );
}

/** Statuses that came or went. One that we send as success must stay allowed. */
export function compareStatuses(
  old: ReadonlyMap<string, Content>,
  now: ReadonlyMap<string, Content>,
): HeadDifference[] {
  const gone = [...old].filter(([status]) => !covers(now, status));
  const come = [...now].filter(([status]) => !covers(old, status));
  return [
    ...gone.map(([status, { at }]) =>
      told(
        'response-removed',
        success(status) ? 'narrows' : 'unclear',
        status,
        null,
        at,
        `${status} is no longer an answer`,
      ),
    ),
    ...come.map(([status, { at }]) =>
      told('response-added', success(status) ? 'widens' : 'more', null, status, at, `${status} is an answer now`),
    ),
  ];
}

/** The answers of both sides that speak of the same statuses: one may tell of a range where the other tells of one status. */
export function sameAnswers(
  old: ReadonlyMap<string, Content>,
  now: ReadonlyMap<string, Content>,
): [status: string, old: Content, now: Content][] {
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((status): [string, Content, Content][] => {
    const [before, after] = [spokenOf(old, status), spokenOf(now, status)];
    return before && after ? [[status, before, after]] : [];
  });
}

function spokenOf(all: ReadonlyMap<string, Content>, status: string): Content | undefined {
  return all.get(status) ?? all.get(`${status[0]}XX`) ?? (success(status) ? undefined : all.get('DEFAULT'));
}

function told(
  rule: string,
  effect: HeadDifference['effect'] | 'more',
  before: string | null,
  after: string | null,
  at: string,
  what: string,
): HeadDifference {
  return { rule, effect: effect === 'more' ? 'none' : effect, before, after, at, what, way: 'answer' };
}

function success(status: string): boolean {
  return status.startsWith('2');
}

/** Whether an answer with a status stays declared, be it by a range or by `default`. */
function covers(all: ReadonlyMap<string, unknown>, status: string): boolean {
  return all.has(status) || all.has(`${status[0]}XX`) || (all.has('DEFAULT') && !success(status));
}
