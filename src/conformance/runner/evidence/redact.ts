import type { Contract } from '../../../contract/load.ts';
import { valuesAt } from '../../../delivery/carried.ts';
import type { ExchangeRequest } from '../../../exchange.ts';
import type { Credential } from '../../../openapi/security.ts';
import { textsInCredential } from '../../../signature/credentials.ts';
import type { Keys } from '../../../signature/keys.ts';
import { disguisedSecretRedactor, keySecrets, type Secret, secretRedactor } from '../../../signature/secrets.ts';
import type { DeliveryOutcome } from '../../targets/target.ts';

/** Takes what must not be shown out of a text. */
export type Redact = (text: string) => string;

const prepared = new WeakMap<Keys, Redact>();

/** Takes the keys out of a text, in whatever disguise they stand in it. */
export function keyRedactor(keys: Keys): Redact {
  const known = prepared.get(keys) ?? disguisedSecretRedactor(markedSecrets(keyTexts(keys)));
  prepared.set(keys, known);
  return known;
}

function keyTexts(keys: Keys): string[] {
  return keySecrets(keys).map(({ text }) => text);
}

function markedSecrets(texts: readonly string[]): Secret[] {
  return texts.map((text) => ({ text, shown: '<key>' }));
}

/** Makes what takes keys, what stood in their places, and addresses of people out of an exchange's texts. */
export function requestRedactor(request: ExchangeRequest, contract: Contract, keys: Keys): Redact {
  // A spoilt key still tells most of the right one.
  const sent = credentialSecrets(request, contract.security.flat());
  const clean = keyRedactor(keys);
  const added = contract.headers.map(([name, text]) => ({ text, shown: `<${name}>` }));
  const hide = secretRedactor([...markedSecrets([...sent, ...keyTexts(keys)]), ...added]);
  return (text) => withoutContacts(clean(hide(text)));
}

/** Lists what a request offers where its credentials stand, in each spelling. */
function credentialSecrets(request: ExchangeRequest, credentials: readonly Credential[]): string[] {
  return credentials.flatMap((credential) =>
    valuesAt(request, [credential])
      .flatMap((value) => textsInCredential(credential.source, value))
      .flatMap((text) => [text, encodeURIComponent(text.toWellFormed())]),
  );
}

/** No more of an answer is looked at: what is shown of it is far shorter, and no key is as long as the rest. */
const mostLookedAt = 64 * 1024;

/** Redacts an outcome; done before anything is cut short, lest half a key remain. */
export function redactOutcome(outcome: DeliveryOutcome, redact: Redact): DeliveryOutcome {
  if (outcome.kind === 'died') return { ...outcome, why: redact(outcome.why) };
  if (outcome.kind !== 'answer') return outcome;
  const { status, headers, body } = outcome.response;
  const named = Object.entries(headers).map(([name, value]) => [name, redact(value)]);
  const text = redact(body.subarray(0, mostLookedAt).toString('utf8'));
  return { ...outcome, response: { status, headers: Object.fromEntries(named), body: Buffer.from(text) } };
}

/**
 * Takes out of a text the addresses by which somebody real could be reached. What is reserved for examples stays: the domains
 * of RFC 2606 and RFC 6761, and the telephone numbers 555-0100 to 555-0199 of the North American plan.
 */
export function withoutContacts(text: string): string {
  // Most texts hold neither, and are only looked through for these.
  const mailed = /@|%40/.test(text) ? text.replace(mail, maskMail) : text;
  return /\+|%2B/i.test(mailed) ? mailed.replace(phone, maskPhone) : mailed;
}

const mail = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@|%40)((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})/gi;

function maskMail(found: string, domain: string): string {
  const isReserved = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i.test(domain);
  return isReserved ? found : '<e-mail>';
}

/** With its country's code: other runs of digits are amounts, times and ids more often than numbers to call. */
const phone = /(?<![\w.+])(?:\+|%2B)[1-9](?:[ .()-]{0,2}\d){7,14}(?!\w)/gi;

function maskPhone(found: string): string {
  const digits = found.replace(/^%2B/i, '').replace(/\D/g, '');
  return /^1\d{3}55501\d\d$|^155501\d\d$|^15550\d{6}$/.test(digits) ? found : '<phone>';
}
