import type { Contract } from '../contract/contract.ts';
import { pathMatcher } from '../edge/path-template.ts';
import type { Finding } from '../finding.ts';
import type { StoredAttempt } from '../journal/journal.ts';
import { remembering } from '../once.ts';
import { sameJson } from '../schema/json.ts';
import { toPointer } from '../schema/pointer.ts';
import { withinBudget } from '../schema/validate/error-budget.ts';
import { compiledOrRefused } from '../validator/deliveries.ts';
import { parseBody, withinStack } from '../validator/event.ts';
import { parameterValidator } from '../validator/parameters.ts';

/** Gives what is wrong with a delivery, and whether that is all. What was said of a body is known again for the same buffer. */
export type JudgeAgain = (attempt: StoredAttempt) => { findings: readonly Finding[]; isAll: boolean };

type Kept = Pick<StoredAttempt, 'headers' | 'target'> & { body: Buffer };

/** A larger body would hold up deliveries for too long while all that is wrong with it is found. */
const mostJudgedBytes = 64 * 1024;
/** In a small one there may be as much wrong: each alternative of a union says of each item all that it lacks. */
const mostErrors = 10_000;

/**
 * Makes what gives all that is wrong with a delivery that was refused: a receiver looks for the first finding alone, and stores that. What
 * was stored stays the first, and the only one where the contract does not say the same of the delivery any more: it was judged by
 * another one, or by what is not kept.
 */
export function refusalJudge(contracts: readonly Contract[], maxDepth?: number): JudgeAgain {
  const findFirst = remembering((contract: Contract) => findingsOf(contract, { every: false, maxDepth }));
  const findAll = remembering((contract: Contract) => findingsOf(contract, { every: true, maxDepth }));
  return ({ outcome, operation, body, target, headers, findings }) => {
    const [told] = findings;
    if (outcome !== 'refused' || !told) return { findings, isAll: true };
    const contract = contracts.find((each) => each.operation.name === operation);
    // In what is no JSON nothing else is looked for.
    const stored = { findings, isAll: ['json', 'utf-8'].includes(told.rule) };
    if (!contract || !body || body.length > mostJudgedBytes) return stored;
    const kept = { body, target, headers };
    if (!sameJson(findFirst(contract)(kept)?.[0], told)) return stored;
    const all = findAll(contract)(kept);
    if (!all) return stored;
    return { findings: [told, ...all.filter((each) => !sameJson(each, told))], isAll: true };
  };
}

/** Makes what judges body and parameters of deliveries by one operation, as far as they are kept; it gives up where too much is wrong. */
function findingsOf(contract: Contract, { every, maxDepth }: { every: boolean; maxDepth: number | undefined }) {
  const validate = compiledOrRefused(contract, every, every ? mostErrors : undefined);
  const ofParameters = keptParameters(contract);
  const known = new WeakMap<Buffer, Finding[] | 'too many'>();
  const judged = (body: Buffer): Finding[] | 'too many' => {
    const parsed = parseBody(body, maxDepth);
    if (!parsed.ok) return [parsed.finding];
    const judge = () => validate(parsed.value);
    return withinBudget(() => withinStack(judge, (finding) => [finding])) ?? 'too many';
  };
  return ({ body, ...head }: Kept): Finding[] | undefined => {
    const findings = known.get(body) ?? judged(body);
    known.set(body, findings);
    return findings === 'too many' ? undefined : [...findings, ...ofParameters(head)];
  };
}

/** Makes what judges the parameters of deliveries, but for those whose values are not kept: cookies, and what had a key in it. */
function keptParameters({ parameters: all, definitions, operation }: Contract) {
  const parameters = all.filter((each) => each.in !== 'cookie');
  const validate = parameterValidator({ parameters, definitions });
  const pathValues = pathMatcher(operation.path);
  return ({ target, headers: pairs }: Omit<Kept, 'body'>): Finding[] => {
    const [urlPath = '', query = ''] = target.split(/\?(.*)/s);
    const path = pathValues(urlPath);
    if (!validate || !path) return [];
    const [search, headers] = [new URLSearchParams(query), headersByName(pairs)];
    const hidden = [
      ...[...search].filter(isHidden).map(([name]) => toPointer(['query', name])),
      ...Object.entries(headers)
        .filter(isHidden)
        .map(([name]) => toPointer(['header', name])),
    ];
    const isOfHidden = ({ pointer }: Finding) => hidden.some((each) => `${pointer}/`.startsWith(`${each}/`));
    return validate({ path, headers, search: () => search }).filter((finding) => !isOfHidden(finding));
  };
}

/** Joins headers of one name, as Node does with those that a contract may declare. */
function headersByName(headers: Kept['headers']): Record<string, string> {
  const groups = Map.groupBy(headers, ([name]) => name.toLowerCase());
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.map(([, value]) => value).join(', ')]));
}

/** Tells whether a value is not kept, since a key stood in it. */
function isHidden([, value]: readonly [string, string]): boolean {
  return value.includes('…');
}
