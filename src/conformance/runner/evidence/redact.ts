import type { Contract } from '../../../contract/load.ts';
import type { ExchangeRequest } from '../../../exchange.ts';
import type { Keys } from '../../../signature/keys.ts';
import { disguisedSecretRedactor, secretRedactor } from '../../../signature/secrets.ts';
import type { DeliveryOutcome } from '../../targets/target.ts';
import { withoutContacts } from './contacts.ts';

/** Takes the secrets of one request out of a text. */
export type Redact = (text: string) => string;

const mark = '<key>';
const prepared = new WeakMap<Keys, Redact>();

/** Takes the keys out of a text, in whatever disguise they stand in it. */
export function keyRedactor(keys: Keys): Redact {
  const known =
    prepared.get(keys) ?? disguisedSecretRedactor([keys.private, keys.public].map((text) => ({ text, shown: mark })));
  prepared.set(keys, known);
  return known;
}

/**
 * Makes what redacts the texts of one exchange: no key may leave the run, whatever a receiver echoes, neither the keys
 * themselves nor what stood in their places.
 */
export function requestRedactor(request: ExchangeRequest, contract: Contract, keys: Keys): Redact {
  const names = (contract.security[0] ?? []).map(({ name }) => name.toLowerCase());
  const sent = request.headers.filter(([name]) => names.includes(name.toLowerCase())).map(([, value]) => value.trim());
  // A spoilt key still tells most of the right one.
  const clean = keyRedactor(keys);
  const hide = secretRedactor([...sent, keys.private, keys.public].map((text) => ({ text, shown: mark })));
  return (text) => clean(hide(text));
}

/** No more of an answer is looked at: what is shown of it is far shorter, and no key is as long as the rest. */
const mostLookedAt = 64 * 1024;

/** Takes secrets and addresses of people out of an outcome; done before anything is cut short, lest half a key remain. */
export function redactOutcome(outcome: DeliveryOutcome, redact: Redact): DeliveryOutcome {
  if (outcome.kind === 'died') return { ...outcome, why: withoutContacts(redact(outcome.why)) };
  if (outcome.kind !== 'answer') return outcome;
  const { status, headers, body } = outcome.response;
  const clean = (text: string): string => withoutContacts(redact(text));
  const named = Object.entries(headers).map(([name, value]) => [name, clean(value)]);
  const text = clean(body.subarray(0, mostLookedAt).toString('utf8'));
  const response = { status, headers: Object.fromEntries(named), body: Buffer.from(text) };
  return { ...outcome, response };
}
