import type { Contract } from '../../contract/load.ts';
import type { ExchangeRequest } from '../../exchange.ts';
import type { ExchangeText } from '../../report.ts';
import type { Keys } from '../../signature/keys.ts';
import { disguisedSecretRedactor, secretRedactor } from '../../signature/secrets.ts';
import type { DeliveryOutcome } from '../targets/target.ts';
import { withoutContacts } from './contacts.ts';

/** Takes the secrets of one request out of a text. */
export type Scrub = (text: string) => string;

const mark = '<key>';
const prepared = new WeakMap<Keys, Scrub>();

/** Takes the keys out of a text, in whatever disguise they stand in it. */
export function keyScrubber(keys: Keys): Scrub {
  const known =
    prepared.get(keys) ?? disguisedSecretRedactor([keys.private, keys.public].map((text) => ({ text, shown: mark })));
  prepared.set(keys, known);
  return known;
}

/** No key may leave the run, whatever a receiver echoes: the keys themselves, and what stood in their places. */
export function scrubber(request: ExchangeRequest, contract: Contract, keys: Keys): Scrub {
  const names = (contract.security[0] ?? []).map(({ name }) => name.toLowerCase());
  const sent = request.headers.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => value.trim());
  // A spoilt key still tells most of the right one.
  const clean = keyScrubber(keys);
  const hide = secretRedactor([...sent, keys.private, keys.public].map((text) => ({ text, shown: mark })));
  return (text) => clean(hide(text));
}

/** No more of an answer is looked at: what is shown of it is far shorter, and no key is as long as the rest. */
const mostLookedAt = 64 * 1024;

/** An outcome without secrets; done before anything is cut short, lest half a key remain. */
export function scrubbed(outcome: DeliveryOutcome, scrub: Scrub): DeliveryOutcome {
  if (outcome.kind === 'died') return { ...outcome, why: withoutContacts(scrub(outcome.why)) };
  if (outcome.kind !== 'answer') return outcome;
  const { status, headers, body } = outcome.response;
  const clean = (text: string): string => withoutContacts(scrub(text));
  const named = Object.entries(headers).map(([name, value]) => [name, clean(value)]);
  const text = clean(body.subarray(0, mostLookedAt).toString('utf8'));
  const response = { status, headers: Object.fromEntries(named), body: Buffer.from(text) };
  return { ...outcome, response };
}

/** More of a body than this helps nobody. */
const mostShown = 2_000;

/** What went over the wire, as text for a report. `outcome` is scrubbed already. */
export function exchangeText(request: ExchangeRequest, outcome: DeliveryOutcome, scrub: Scrub): ExchangeText {
  const { method, target, headers, body } = request;
  const head = [`${method} ${target}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
  const clean = (text: string): string => withoutContacts(scrub(text));
  return {
    sent: `${clean(head)}\n\n${shown(body ?? Buffer.alloc(0), clean)}`,
    answered: answerText(outcome),
    durationMs: outcome.kind === 'answer' ? Math.round(outcome.durationMs * 10) / 10 : 0,
  };
}

function answerText(outcome: DeliveryOutcome): string {
  if (outcome.kind !== 'answer') return 'why' in outcome ? `${outcome.kind}: ${outcome.why}` : outcome.kind;
  const { status, headers, body } = outcome.response;
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${[String(status), ...named].join('\n')}\n\n${shown(body)}`;
}

function shown(body: Buffer, scrub: Scrub = (text) => text): string {
  // A key that the cut would split is gone before: the margin is longer than any key.
  const text = scrub(body.subarray(0, mostShown * 2).toString('utf8'));
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}… (${body.length} bytes)`;
}
