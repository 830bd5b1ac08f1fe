import { compileEvents } from '../contract/compile-events.ts';
import type { Contract } from '../contract/contract.ts';
import type { Contracts } from '../contract/load.ts';
import { type DeliveryTraits, operationTeller, type UnknownName } from '../contract/telling/telling.ts';
import { isUserError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { remembering } from '../once.ts';
import { isObject } from '../schema/json.ts';
import type { Validator } from '../schema/validate/compile.ts';
import { withinBudget } from '../schema/validate/error-budget.ts';
import { type EventVerdict, parseBody, withinStack } from './event.ts';

/** Holds what a document says of a delivery. */
export interface DeliveryVerdict extends EventVerdict {
  /** The operation that takes the event, else the one that comes nearest to it; undefined where nothing tells which is meant. */
  contract: Contract | undefined;
  /** Of an event that is named by what names no operation, the one that comes nearest to it: by it the event can be sent on. */
  nearest?: Contract | undefined;
  /** The name that no operation has; there where an operation takes the event, too, if a header alone says it. */
  unknown?: UnknownName | undefined;
  /** Counts the operations that the delivery may be for, by all but its schema. */
  possible: number;
  /** It is of an operation that was not asked for. */
  isOther?: true;
}

interface JudgeOptions {
  every?: boolean;
  maxDepth?: number;
  /** Gives the validator of an operation, by default one that is compiled for this. */
  validatorOf?: (contract: Contract) => Validator;
}

export type DeliveryJudge = (
  body: Buffer,
  header?: DeliveryTraits['header'],
  url?: DeliveryTraits['url'],
) => DeliveryVerdict;

/**
 * Makes a judge of deliveries to operations that share a URL and a method. Each operation is compiled when a delivery of it
 * first comes. `every: true` gives all findings, not only the first.
 */
export function deliveryJudge(
  contracts: Pick<Contracts, 'all' | 'every' | 'eventFrom'>,
  { maxDepth, ...options }: JudgeOptions = {},
): DeliveryJudge {
  const judge = parsedEventJudge(contracts, options);
  return (body, header, url) => {
    const parsed = parseBody(body, maxDepth);
    if (parsed.ok) return judge({ event: parsed.value, header, url });
    return { event: undefined, findings: [parsed.finding], contract: undefined, possible: 0 };
  };
}

/** Says of which operation an event is that is parsed already, and what is wrong with it; `known`: what some operations say of it. */
export type EventJudge = (
  delivery: DeliveryTraits,
  known?: ReadonlyMap<Contract, readonly Finding[]>,
) => DeliveryVerdict;

/** Makes a judge of events that are parsed already, in the same way. */
export function parsedEventJudge(
  { all, every: known, eventFrom }: Pick<Contracts, 'all' | 'every' | 'eventFrom'>,
  { every = false, validatorOf: given }: Omit<JudgeOptions, 'maxDepth'> = {},
): EventJudge {
  const validatorOf = given ?? validatorsOf(all, every);
  const wrongIn = given ? ({ findings }: Judged) => findings.length : countOfFindings();
  const tell = operationTeller(known, eventFrom);
  const wanted = new Set(all);
  const verdictOf = (verdict: DeliveryVerdict & { contract: Contract }): DeliveryVerdict =>
    wanted.has(verdict.contract) ? verdict : { ...verdict, isOther: true };
  const judge: EventJudge = (delivery, said) => {
    const { event } = delivery;
    const { contracts: told, unknown } = tell(delivery);
    const judged: Judged[] = [];
    const possible = told.length;
    if (possible > 0 && !told.some((each) => wanted.has(each)))
      return { event, findings: [otherOperation], contract: undefined, possible, isOther: true };
    for (const contract of possible > 1 ? likeliest(told, event) : told) {
      const findings = [...(said?.get(contract) ?? validatorOf(contract)(event))];
      if (findings.length === 0) return verdictOf({ event, findings, contract, possible, unknown });
      judged.push({ contract, findings });
    }
    const nearest = judged.length > 1 ? leastBy(judged, (each) => wrongIn(each, event)) : judged[0];
    if (unknown)
      return {
        event,
        findings: [unknownFinding(unknown)],
        contract: undefined,
        nearest: nearest?.contract,
        possible: 0,
        unknown,
      };
    // Where nothing is wrong with its name, it may be for one at least.
    return verdictOf({ event, ...(nearest as Judged), possible });
  };
  return (delivery, said) =>
    withinStack(
      () => judge(delivery, said),
      (finding) => ({ event: delivery.event, findings: [finding], contract: undefined, possible: 0 }),
    );
}

/** Holds what an operation says of an event. */
interface Judged {
  contract: Contract;
  findings: Finding[];
}

/** So much wrong with an event is counted at most: a stranger's small one can be wrong in millions of ways. */
const mostCounted = 1000;

/**
 * Makes what counts all that an operation finds wrong with an event, by which the nearest is chosen: a judge that looks for the first
 * finding alone then names the same operation as one that looks for all. Infinity where it is too much to count.
 */
function countOfFindings(): (judged: Judged, event: unknown) => number {
  const validatorOf = remembering((contract: Contract) => compiledOrRefused(contract, true, mostCounted));
  return ({ contract }, event) => withinBudget(() => validatorOf(contract)(event).length) ?? Number.POSITIVE_INFINITY;
}

/** Finds the first of those that count least. */
function leastBy<T>(all: readonly T[], count: (each: T) => number): T | undefined {
  const counted = all.map((each) => ({ each, count: count(each) }));
  const least = Math.min(...counted.map(({ count }) => count));
  return counted.find(({ count }) => count === least)?.each;
}

const otherOperation: Finding = { rule: 'operation', pointer: '', message: 'is of an operation that was not chosen' };
/** Says so many names at most that an event might have had. */
const mostNamesTold = 8;

/** Says that an event is named by what names no operation, and which names there are. */
export function unknownFinding({ in: where, at, known }: UnknownName): Finding {
  const names = known();
  const more = names.length > mostNamesTold ? `, and ${names.length - mostNamesTold} more` : '';
  const there = names.slice(0, mostNamesTold).join(', ') + more;
  return where === 'body'
    ? { rule: 'operation', pointer: at, message: `names none of the contract's operations: ${there}` }
    : { rule: 'operation', pointer: '', message: `is of no operation: the header ${at} names none of ${there}` };
}

/** Makes the validators of a document's operations, each when it is first asked for. */
export function validatorsOf(all: Contracts['all'], every: boolean): (contract: Contract) => Validator {
  const [only, another] = all;
  const isOnly = (contract: Contract): boolean => !another && contract === only;
  const validatorOf = remembering((contract: Contract) =>
    isOnly(contract) ? compileEvents(contract, { every }) : compiledOrRefused(contract, every),
  );
  // The only one is compiled at once, so that what is wrong with it is said before anything comes.
  if (!another) validatorOf(only);
  return validatorOf;
}

/** Compiles an operation; a schema that cannot be is told of each of its events. */
export function compiledOrRefused(contract: Contract, every: boolean, mostErrors?: number): Validator {
  return validatorOrRefusal(() => compileEvents(contract, { every, mostErrors }));
}

/** Compiles; what cannot be compiled refuses each event, and says why. */
export function validatorOrRefusal(compile: () => Validator): Validator {
  try {
    return compile();
  } catch (error) {
    if (!isUserError(error)) throw error;
    return () => [{ rule: 'contract', pointer: '', message: error.message }];
  }
}

/** Keeps the operations of whose required properties fewest are missing: where one has all, no other takes the event. */
function likeliest(contracts: readonly Contract[], event: unknown): Contract[] {
  const counted = contracts.map((contract) => ({ contract, missing: missingFrom(event, contract) }));
  const fewest = Math.min(...counted.map(({ missing }) => missing));
  return counted.filter(({ missing }) => missing === fewest).map(({ contract }) => contract);
}

function missingFrom(event: unknown, { judged: { schema } }: Contract): number {
  return (schema.required ?? []).filter((name) => !isObject(event) || !Object.hasOwn(event, name)).length;
}
