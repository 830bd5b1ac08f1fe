import type { Contract } from '../../../contract/load.ts';
import { valuesAt } from '../../../delivery/carried.ts';
import type { ExchangeRequest } from '../../../exchange.ts';
import type { Credential } from '../../../openapi/security.ts';
import type { CaseResult, ExchangeText } from '../../../report.ts';
import { textsInCredential } from '../../../signature/credentials.ts';
import type { Keys } from '../../../signature/keys.ts';
import { disguisedSecretRedactor, keySecrets, type Secret, secretRedactor } from '../../../signature/secrets.ts';
import type { Step } from '../../cases/case.ts';
import type { DeliveryOutcome } from '../../targets/target.ts';

/** Takes what must not be shown out of a text. */
export type Redact = (text: string) => string;

/** Holds a request and what it was made from. */
interface SentRequest {
  request: ExchangeRequest;
  step: Pick<Step, 'send'>;
}

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

/**
 * Makes what takes keys, what stood in their places, and addresses of people out of an exchange's texts; of a body that the user
 * gave, all that is personal.
 */
export function requestRedactor({ request, step }: SentRequest, contract: Contract, keys: Keys): Redact {
  // A spoilt key still tells most of the right one.
  const sent = credentialSecrets(request, contract.security.flat());
  const clean = keyRedactor(keys);
  const added = contract.headers.map(([name, text]) => ({ text, shown: `<${name}>` }));
  const hide = secretRedactor([...markedSecrets([...sent, ...keyTexts(keys)]), ...added]);
  const shown = step.send.shown?.();
  return (text) => {
    const without = clean(hide(text));
    return withoutContacts(shown ? shown.hide(without) : without);
  };
}

/** Lists what a request offers where its credentials stand, in each spelling. */
function credentialSecrets(request: ExchangeRequest, credentials: readonly Credential[]): string[] {
  return credentials.flatMap((credential) =>
    valuesAt(request, [credential])
      .flatMap((value) => textsInCredential(credential.source, value))
      .flatMap((text) => [text, encodeURIComponent(text.toWellFormed())]),
  );
}

/** A shorter value stands in texts by chance. */
const shortestQueryValue = 8;

/** Takes the values in the query of the receiver's address, of which any may be a key, out of the texts of a result. */
export function withoutQueryValues(result: CaseResult, { search, searchParams }: URL): CaseResult {
  if (search === '') return result;
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => pair.includes('='));
  const values = [...searchParams]
    .map(([name, value]) => value || name)
    .filter(({ length }) => length >= shortestQueryValue);
  const hide = secretRedactor([
    ...pairs.map((pair) => ({ text: pair, shown: `${pair.split('=', 1)[0]}=…` })),
    ...values.map((text) => ({ text, shown: '…' })),
  ]);
  const hidden = ({ sent, answered, printed, ...more }: ExchangeText): ExchangeText => ({
    ...{ sent: hide(sent), answered: hide(answered), ...more },
    ...(printed ? { printed: hide(printed) } : {}),
  });
  const { actual, why, reproduce, exchanges } = result;
  return {
    ...result,
    ...{ actual: hide(actual), why: hide(why), reproduce: hide(reproduce) },
    ...(exchanges ? { exchanges: exchanges.map(hidden) } : {}),
  };
}

/** No more of an answer is looked at: what is shown of it is far shorter, and no key is as long as the rest. */
const mostLookedAt = 64 * 1024;

/** Redacts an outcome; done before anything is cut short, lest half a key remain. */
export function redactOutcome(outcome: DeliveryOutcome, redact: Redact): DeliveryOutcome {
  if (outcome.kind === 'died') return { ...outcome, why: redact(outcome.why) };
  if (outcome.kind !== 'answer') return outcome;
  const { status, headers, body } = outcome.response;
  const named = Object.entries(headers).map(([name, value]) => [redact(name), redact(value)]);
  const text = redact(body.subarray(0, mostLookedAt).toString('utf8'));
  return { ...outcome, response: { status, headers: Object.fromEntries(named), body: Buffer.from(text) } };
}

/**
 * Takes out of a text the addresses by which somebody real could be reached. What is reserved for examples stays: the domains
 * of RFC 2606 and RFC 6761, and the telephone numbers 555-0100 to 555-0199 of the North American plan, longer ones among them.
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
  return /^1\d{3}55501\d\d$|^155501\d\d$|^15550\d{6}$|^1555010\d{8}$/.test(digits) ? found : '<phone>';
}
