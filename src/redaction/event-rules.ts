import { byUrl, type Contract, type Contracts, methodsOf } from '../contract/load.ts';
import { withoutUnmeetable } from '../contract/meetable.ts';
import type { DeliveryTraits } from '../contract/telling/telling.ts';
import { pathMatcher } from '../edge/path-template.ts';
import { headerValues } from '../http-client/headers.ts';
import { remembering } from '../once.ts';
import { valueAt } from '../schema/pointer.ts';
import { exampleOf } from '../schema/samples/example.ts';
import { type DeliveryJudge, deliveryJudge, validatorsOf } from '../validator/deliveries.ts';
import { eventValidator } from '../validator/event.ts';
import type { ForwardedExchange } from './exchange.ts';

/** Holds what a contract says of one event that passes. */
export interface EventRules {
  /** The operation that it is for; undefined where nothing tells which. */
  contract: Contract | undefined;
  /** Lists the rules of the contract that it breaks, sorted; none for a valid event. */
  broken: string[];
  /** Lists the same for another body in its place. */
  brokenBy(body: string): string[];
  /** Makes a valid event of the same type that holds nothing of this one; undefined where none can be made. */
  substitute(body: string): string | undefined;
}

/**
 * Makes what finds the rules for an event, by its method, its path and whatever tells operations apart. Undefined for a request
 * that delivers none, or one of an operation that was not chosen.
 */
export function eventRules(contracts: Contracts): (request: ForwardedExchange['request']) => EventRules | undefined {
  const judgeOf = judgesOf(withoutUnmeetable(contracts));
  return ({ method, target, headers, body: { bytes } }) => {
    const judge = judgeOf(method, target.split('?', 1)[0] ?? '');
    if (!bytes || !judge) return undefined;
    const header: DeliveryTraits['header'] = (name) => headerValues(headers, name)[0];
    const rulesOf = ({ findings }: ReturnType<DeliveryJudge>): string[] => findings.map(({ rule }) => rule).toSorted();
    const brokenBy = (body: string): string[] => rulesOf(judge(Buffer.from(body), header));
    const verdict = judge(bytes, header);
    const { contract = verdict.nearest, isOther } = verdict;
    return isOther ? undefined : withSubstitute({ contract, broken: rulesOf(verdict), brokenBy });
  };
}

/** Gives the rules for an event that is known to be of an operation. */
export function operationRules(contract: Contract, bytes: Buffer): EventRules {
  const validate = allFindings(contract);
  const brokenBy = (body: Buffer): string[] =>
    validate(body)
      .findings.map(({ rule }) => rule)
      .toSorted();
  return withSubstitute({ contract, broken: brokenBy(bytes), brokenBy: (body) => brokenBy(Buffer.from(body)) });
}

const allFindings = remembering((contract: Contract) => eventValidator(contract, { every: true }));

function withSubstitute(rules: Omit<EventRules, 'substitute'>): EventRules {
  const { contract, brokenBy } = rules;
  return {
    ...rules,
    substitute(body) {
      const example = contract && exampleLike(body, contract);
      return example !== undefined && brokenBy(example).length === 0 ? example : undefined;
    },
  };
}

/** Makes what finds the judge of a request: of the operations at its path, else of all with its method. */
function judgesOf(contracts: Contracts): (method: string, path: string) => DeliveryJudge | undefined {
  const validatorOf = validatorsOf(contracts.all, true);
  const judgeOf = remembering((some: Contracts) => deliveryJudge(some, { validatorOf }));
  const places = byUrl(contracts).map((here) => ({ here, matches: pathMatcher(here.all[0].operation.path) }));
  const byMethod = methodsOf(contracts).map((method) => {
    const isOf = ({ operation }: Contract): boolean => operation.method.toUpperCase() === method;
    const all = contracts.all.filter(isOf) as [Contract, ...Contract[]];
    return { method, some: { ...contracts, all, every: contracts.every.filter(isOf) } };
  });
  return (method, path) => {
    const anywhere = byMethod.find((each) => each.method === method)?.some;
    const place = anywhere && places.find(({ here, matches }) => anywhere.all.includes(here.all[0]) && matches(path));
    return anywhere && judgeOf(place?.here ?? anywhere);
  };
}

function exampleLike(body: string, { typePath, variants }: Contract): string | undefined {
  const type = typePath && valueAt(JSON.parse(body), typePath);
  const types = typeof type === 'string' ? [type] : [];
  const variant = variants.find(({ tags }) => types.every((each) => tags[0]?.values.includes(each)));
  return variant && JSON.stringify(exampleOf(variant, 'minimal', types));
}
