import type { Contract } from '../../../contract/load.ts';
import type { ExchangeText } from '../../../report.ts';
import type { Keys } from '../../../signature/keys.ts';
import { type Send, sentCredentials } from '../../cases/case.ts';
import type { DeliveryOutcome } from '../../targets/target.ts';
import type { Delivery } from '../deliver.ts';
import { decisiveHeaders } from './decisive-headers.ts';
import { type Redact, redactOutcome, requestRedactor } from './redact.ts';

/** More of them only make a report long. */
const mostReported = 5;

/** Writes the exchanges of a case that its report shows: the first ones, and in any case the one that decided. */
export function reportedExchanges(
  deliveries: readonly Delivery[],
  faulty: number | undefined,
  contract: Contract,
  keys: Keys,
): ExchangeText[] {
  const of = deliveries.length;
  // What came just before the one that decided tells more than what came first.
  const from = faulty === undefined || faulty < mostReported ? 0 : faulty - mostReported + 1;
  return deliveries.slice(from, from + mostReported).map((delivery, index) => {
    const { step, request, outcome } = delivery;
    const redact = requestRedactor(delivery, contract, keys);
    const { method, target, headers, body } = request;
    const head = [`${method} ${target}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
    const number = from + index + 1;
    const spoilt = spoiltCredentials(step.send, contract);
    const about = decisiveHeaders(request, step.send, contract, keys).map(redact);
    // Who writes what the user gave writes about people.
    const printed = step.send.shown ? '' : (outcome.printed ?? '');
    return {
      sent: `${redact(head)}\n\n${bodyText(shownBody(step.send, body), redact)}`,
      answered: answerText(redactOutcome(outcome, redact)),
      durationMs: outcome.kind === 'answer' ? Math.round(outcome.durationMs * 10) / 10 : 0,
      ...(of > 1 ? { number, of } : {}),
      ...(of > 1 && number - 1 === faulty ? { faulty: true as const } : {}),
      ...(spoilt.length > 0 ? { spoilt } : {}),
      ...(about.length > 0 ? { about } : {}),
      ...(printed ? { printed: redact(printed) } : {}),
    };
  });
}

/** Names what was spoilt of the credentials that a delivery carries. */
function spoiltCredentials(send: Send, contract: Contract): string[] {
  const carried = sentCredentials(contract, send).flatMap(({ source }): string[] =>
    source.kind === 'key' ? [...source.roles] : ['signature'],
  );
  return Object.keys(send.spoilt).filter((name) => carried.includes(name));
}

/** Gives a body as it may be shown; of what the user gave and nobody can look into, only how long it is. */
function shownBody({ shown }: Send, body: Buffer | null): Buffer {
  const text = shown && (shown().body ?? `(${body?.length ?? 0} bytes that are no JSON)`);
  return text === undefined ? (body ?? Buffer.alloc(0)) : Buffer.from(text);
}

/** More of a body than this helps nobody. */
const mostBodyShown = 2_000;

function answerText(outcome: DeliveryOutcome): string {
  if (outcome.kind !== 'answer') return 'why' in outcome ? `${outcome.kind}: ${outcome.why}` : outcome.kind;
  const { status, headers, body } = outcome.response;
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[String(status), ...named].join('\n')}\n\n${bodyText(body)}`;
}

function bodyText(body: Buffer, redact: Redact = (text) => text): string {
  // A key that the cut would split is gone before: the margin is longer than any key.
  const text = redact(body.subarray(0, mostBodyShown * 2).toString('utf8'));
  return text.length <= mostBodyShown ? text : `${text.slice(0, mostBodyShown)}… (${body.length} bytes)`;
}
