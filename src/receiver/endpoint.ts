import { byUrl, type Contract, type Contracts } from '../contract/load.ts';
import { operationTeller, type UnknownName } from '../contract/telling/telling.ts';
import { type Authenticator, authenticator, deniedDetail, type Offered } from '../edge/authenticator.ts';
import { type HttpResponse, problem } from '../edge/response.ts';
import type { Finding } from '../finding.ts';
import type { Outcome } from '../journal/journal.ts';
import { remembering } from '../once.ts';
import { sameJson } from '../schema/json.ts';
import type { Keys } from '../signature/keys.ts';
import { deliveryJudge, unknownFinding } from '../validator/deliveries.ts';
import { parseBody } from '../validator/event.ts';
import { parameterValidator } from '../validator/parameters.ts';

/** Holds the operations that share a URL and a method, and how their deliveries are taken. */
export interface Endpoint {
  /** In lower case. */
  method: string;
  path: string;
  /** Holds the first operation, by which the URL is routed. */
  contract: Contract;
  /** Holds the operation where it is the only one. */
  only: Contract | undefined;
  mediaTypes: string[];
  auth: Authenticator;
  denied: HttpResponse;
  wrongMedia: HttpResponse;
  /** Judges a delivery that has proved itself as far as the URL asks; its operation may ask for more. */
  judge(body: Buffer, offered: Offered, path: Record<string, string>): Judged;
  /** Says of a body that nobody vouches for, without judging it, which operation it would be of, as far as that can be told. */
  tell(body: Buffer, offered: Offered): { contract: Contract | undefined; event?: unknown; named?: unknown };
}

/** Holds what a delivery is by the contract, and the response that it gets. */
interface Judged {
  outcome: Outcome;
  response: HttpResponse;
  findings: Finding[];
  /** The operation that it was judged by; undefined where nothing tells which of several is meant, and for a name that none has. */
  contract: Contract | undefined;
  /** Holds the name that no operation has. */
  named?: unknown;
  /** Holds the parsed body, where it could be parsed. */
  event: unknown;
}

/** Prepares what each URL and method of a document takes. */
export function endpointsOf(contracts: Contracts, keys: Keys, maxDepth: number): Endpoint[] {
  return byUrl(contracts).map((here) => endpointOf(here, keys, maxDepth));
}

/** A larger body of a stranger's is not looked into. */
const mostLookedInto = 64 * 1024;

function endpointOf(contracts: Contracts, keys: Keys, maxDepth: number): Endpoint {
  const { all } = contracts;
  const [contract] = all;
  const judgeEvent = deliveryJudge(contracts, { maxDepth });
  const tellOperation = operationTeller(contracts.every, contracts.eventFrom);
  const { of: own, any: auth } = authenticators(all, keys);
  const parameters = remembering(parameterValidator);
  const accepted = remembering(({ statuses }: Contract) => acceptance(statuses));
  const mediaTypes = [...new Set(all.flatMap(({ body }) => body.mediaTypes))];
  const denied = problem(401, deniedDetail, { headers: auth.challenge });
  const only = all.length === 1 ? contract : undefined;
  return {
    ...{ method: contract.operation.method, path: contract.operation.path, contract, only, mediaTypes, auth, denied },
    wrongMedia: problem(415, `the body must be ${mediaTypes.join(' or ')}, in UTF-8 and not compressed`),
    tell(body, offered) {
      if (only || body.length > mostLookedInto) return { contract: only };
      const parsed = parseBody(body, maxDepth);
      if (!parsed.ok) return { contract: undefined };
      const { contracts, unknown } = tellOperation({
        event: parsed.value,
        header: (name) => offeredHeader(offered, name),
      });
      return {
        event: parsed.value,
        contract: contracts.length === 1 ? contracts[0] : undefined,
        named: unknown?.value,
      };
    },
    judge(body, offered, path) {
      const verdict = judgeEvent(body, (name) => offeredHeader(offered, name));
      const { findings, event, unknown } = verdict;
      const told = verdict.contract ?? verdict.nearest ?? contract;
      // Of what is no JSON, say, nothing tells which of several operations is meant.
      const judged = { contract: verdict.contract ?? (verdict.isOther ? undefined : only), event };
      const proof = own(told);
      if (proof && !(proof.keys(offered) && proof.body(offered, body)))
        return { ...judged, outcome: 'denied', response: denied, findings: [] };
      const finding = findings[0] ?? parameters(told)?.({ ...offered, path })[0];
      if (finding) return { ...judged, ...refusal(finding, unknown) };
      return { ...judged, outcome: 'accepted', response: accepted(told), findings };
    },
  };
}

/** Refuses an event; one that is named by what names no operation for that, whatever else one of them finds. */
function refusal(found: Finding, unknown: UnknownName | undefined) {
  const finding = unknown ? unknownFinding(unknown) : found;
  const about = unknown ? { contract: undefined, named: unknown.value } : {};
  return { ...about, outcome: 'refused' as const, response: problem(400, '', { finding }), findings: [finding] };
}

/** Makes what checks requests before their operation is known, and, where operations differ in that, what checks those of each. */
function authenticators(all: readonly Contract[], keys: Keys) {
  const [first, ...others] = all.map(({ security }) => security);
  if (others.every((each) => sameJson(each, first)))
    return { any: authenticator(first ?? [], keys), of: () => undefined };
  const isOpen = all.some(({ security }) => security.length === 0);
  const any = authenticator(isOpen ? [] : all.flatMap(({ security }) => security), keys);
  return { any, of: remembering(({ security }: Contract) => authenticator(security, keys)) };
}

function offeredHeader({ headers }: Offered, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Makes the response to a taken event: the first success that the contract documents, without a body; `2XX` means 200. */
function acceptance(statuses: readonly string[]): HttpResponse {
  const status = statuses.map(Number).find((each) => each >= 200 && each < 300) ?? 200;
  return { status, headers: status === 204 ? {} : { 'content-length': '0' }, body: '' };
}
