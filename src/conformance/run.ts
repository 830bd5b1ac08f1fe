import { randomUUID } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { authenticated, type DeliveryPlan } from '../delivery/delivery.ts';
import type { ExchangeRequest, Header } from '../exchange.ts';
import type { CaseResult, Status } from '../report.ts';
import type { Keys } from '../signature/keys.ts';
import { eventValidator } from '../validator/event.ts';
import { answerChecks } from './answers.ts';
import type { Case } from './case.ts';
import { withIdentity } from './events.ts';
import { type Judgement, judge } from './judge.ts';
import { reproduction } from './reproduce.ts';
import type { Outcome, Target } from './target.ts';

export interface RunOptions {
  contract: Contract;
  keys: Keys;
  /** A legal event, sent before each case that asks for a refusal. */
  control: Buffer;
  timeoutMs: number;
}

/** Runs single cases against one target; what they share is prepared once. */
export function caseRunner(target: Target, options: RunOptions): (each: Case) => Promise<CaseResult> {
  const { contract, keys } = options;
  const validate = eventValidator(contract);
  const run = randomUUID().slice(0, 8);
  let count = 0;

  const requestOf = (send: Case['send']): ExchangeRequest => {
    const body = send.body && withIdentity(send.body, contract.identity, `hookproof-${run}-${++count}`);
    const plan: DeliveryPlan = {
      method: send.method,
      target: targetOf(target.url, send.suffix),
      headers: send.headers,
      body,
      ...(send.framing ? { framing: send.framing } : {}),
    };
    return respell(authenticated(plan, contract.security, keys, send.spoilt), send.headerCase);
  };
  const control = async (): Promise<string | undefined> => {
    const request = requestOf({ ...plain, method: contract.operation.method.toUpperCase(), body: options.control });
    const outcome = await target.exchange(request, { timeoutMs: options.timeoutMs, fresh: true });
    const judged = judge('accepted', scrubbed(outcome, secretsIn(request, contract, keys)), contract.statuses);
    return judged.holds ? undefined : judged.why;
  };

  return async (each) => {
    const start = performance.now();
    const result = (status: Status, judged: Partial<Judgement>, request?: ExchangeRequest): CaseResult => {
      const { id, title, group, level, requirement } = each;
      const reproduce = request ? reproduction(each, request, target, contract.security[0] ?? []) : '';
      const { expected = '', actual = '', why = '' } = judged;
      const durationMs = Math.round((performance.now() - start) * 10) / 10;
      return {
        id,
        title,
        group,
        level,
        status,
        requirement,
        expected,
        actual,
        why,
        reproduce,
        durationMs,
      };
    };

    if (each.notApplicable) return result('NOT-APPLICABLE', { why: each.notApplicable });
    const request = requestOf(each.send);
    if (!reallySpoilt(each, keys)) return result('NOT-APPLICABLE', { why: 'these keys cannot be spoilt in this way' });
    const misjudged = contradiction(each, request, validate);
    if (misjudged) return result('ERROR', { why: misjudged }, request);
    if (needsControl(each)) {
      const blocked = await control();
      if (blocked !== undefined)
        return result('BLOCKED', { why: `a good event was not accepted before it: ${blocked}` }, request);
    }
    const { outcome, flaky } = await exchangeTwice(target, request, options.timeoutMs);
    const judged = judge(each.expect, scrubbed(outcome, secretsIn(request, contract, keys)), contract.statuses);
    const afterwards = each.expect === 'alive' && judged.holds ? await control() : undefined;
    const fault =
      afterwards === undefined
        ? answerFault(each, outcome, request, keys)
        : `the next good event was not accepted: ${afterwards}`;
    const holds = judged.holds && fault === undefined;
    const why = [fault ?? judged.why, flaky ? 'FLAKY: the connection was reset at the first try' : '']
      .filter(Boolean)
      .join('; ');
    return result(statusOf(each, holds), { ...judged, why }, request);
  };
}

const plain: Case['send'] = {
  method: 'POST',
  suffix: '',
  headers: [['content-type', 'application/json']],
  body: null,
  bodyIs: 'legal',
  spoilt: {},
  shell: {},
  headerCase: 'as-is',
};

function statusOf({ level }: Case, holds: boolean): Status {
  if (level === 'OBSERVE') return 'OBSERVED';
  if (holds) return 'PASS';
  return level === 'MUST' ? 'FAIL' : 'WARN';
}

/** A case that asks for acceptance is its own control. */
function needsControl({ expect, level }: Case): boolean {
  return expect !== 'accepted' && level !== 'OBSERVE';
}

/** A case is only as good as its event: a "bad" one must be bad by the contract, a "good" one good. */
function contradiction(
  { send }: Case,
  { body }: ExchangeRequest,
  validate: ReturnType<typeof eventValidator>,
): string | undefined {
  if (send.bodyIs === 'any' || body === null) return undefined;
  const [finding] = validate(body).findings;
  if (send.bodyIs === 'legal' && finding)
    return `the case is wrong: its event is illegal: ${finding.pointer} ${finding.message}`;
  return send.bodyIs === 'illegal' && !finding ? 'the case is wrong: its event is legal' : undefined;
}

function reallySpoilt({ send }: Case, keys: Keys): boolean {
  return (['public', 'private'] as const).every((role) => {
    const spoilt = send.spoilt[role];
    if (!spoilt || spoilt.place) return true;
    const values = spoilt.values(keys[role], keys);
    // Spaces around a value are meant to leave it right.
    return values.length !== 1 || values[0] !== keys[role];
  });
}

/** A connection that is reset while the body is being sent is no verdict: it is tried once more. */
async function exchangeTwice(
  target: Target,
  request: ExchangeRequest,
  timeoutMs: number,
): Promise<{ outcome: Outcome; flaky: boolean }> {
  const first = await target.exchange(request, { timeoutMs });
  if (first.kind !== 'closed') return { outcome: first, flaky: false };
  const second = await target.exchange(request, { timeoutMs, fresh: true });
  return { outcome: second, flaky: second.kind === 'answer' };
}

function answerFault(each: Case, outcome: Outcome, request: ExchangeRequest, keys: Keys): string | undefined {
  if (outcome.kind !== 'answer') return undefined;
  return each.answer
    .map((name) => answerChecks[name]?.(outcome.response, request.body, keys))
    .find((fault) => fault !== undefined);
}

function targetOf(url: URL, suffix: string): string {
  const query = suffix.includes('?') ? suffix.slice(suffix.indexOf('?') + 1) : '';
  const path = suffix.split('?', 1)[0] ?? '';
  const search = [url.search.slice(1), query].filter(Boolean).join('&');
  return url.pathname + path + (search ? `?${search}` : '');
}

function respell(request: ExchangeRequest, headerCase: Case['send']['headerCase']): ExchangeRequest {
  if (headerCase === 'as-is') return request;
  const spell = (name: string): string => (headerCase === 'upper' ? name.toUpperCase() : name.toLowerCase());
  return { ...request, headers: request.headers.map(([name, value]): Header => [spell(name), value]) };
}

/** The keys, and what stood in their places in this request: a spoilt key still tells most of the right one. */
function secretsIn(request: ExchangeRequest, contract: Contract, keys: Keys): string[] {
  const names = (contract.security[0] ?? []).map(({ name }) => name.toLowerCase());
  const sent = request.headers.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => value.trim());
  const longestFirst = [...new Set([...sent, keys.private, keys.public])].toSorted((a, b) => b.length - a.length);
  return longestFirst.filter((secret) => secret.length > 3);
}

/** No key may leave the run, whatever a receiver echoes; done before anything is cut short, lest half a key remain. */
function scrubbed(outcome: Outcome, secrets: readonly string[]): Outcome {
  if (outcome.kind !== 'answer') return outcome;
  const scrub = (text: string): string => secrets.reduce((result, secret) => result.replaceAll(secret, '<key>'), text);
  const { status, headers, body } = outcome.response;
  const named = Object.entries(headers).map(([name, value]) => [name, scrub(value)]);
  const response = { status, headers: Object.fromEntries(named), body: Buffer.from(scrub(body.toString('utf8'))) };
  return { ...outcome, response };
}
