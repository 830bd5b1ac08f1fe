import { toPointer } from '../../schema/pointer.ts';
import { type StatedDifference, stated } from '../schemas/difference.ts';
import { checkedField, type DocumentContext } from '../schemas/model/context.ts';
import type { DescribedOperation } from './find.ts';
import { type Content, contentOf } from './media-types.ts';

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

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

/** Tells whether a response with a status is declared, be it by a range or by `default`. */
function covers(all: Responses, status: string): boolean {
  return all.has(status) || all.has(`${status[0]}XX`) || (all.has('DEFAULT') && !isSuccess(status));
}
