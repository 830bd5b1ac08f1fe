import type { Schema } from '../../schema/types.ts';
import { type Declarations, declaresKey, declaresNumber, isHarmlessText } from './declarations.ts';
import { isProgrammersName } from './harmless.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { type JsonRewriter, rewriteJson } from './rewrite-json.ts';
import type { Hide } from './treatment.ts';

/** Holds what a body is redacted by: what the contract declares, the pseudonyms, and what hides keys. */
export interface Redaction {
  declarations: Declarations;
  pseudonyms: Pseudonyms;
  hide: Hide;
}

/** Rewrites JSON so that nothing of a person stays in it: what is not known to be harmless gets a pseudonym. */
export function pseudonymiseJson(json: string, root: readonly Schema[], redaction: Redaction): string {
  const { declarations, pseudonyms, hide } = redaction;
  const isHarmlessKey = (key: string, declared: readonly Schema[]): boolean =>
    declaresKey(declared, key) || (isProgrammersName(key) && hide(key) === key);
  const rewriter: JsonRewriter<readonly Schema[]> = {
    member: declarations.member,
    item: declarations.item,
    key: (key, declared) => (isHarmlessKey(key, declared) ? undefined : JSON.stringify(pseudonyms.text(key, []))),
    text: (text, declared) =>
      text === '' || isHarmlessText(declared, text) ? undefined : JSON.stringify(pseudonyms.text(text, declared)),
    number: (token, declared) =>
      isSmallNumber(token, declaresNumber(declared)) ? undefined : pseudonyms.number(token, declared),
  };
  return rewriteJson(json, root, rewriter);
}

/** Tells whether a number has fewer digits than a phone number, or, where no contract declares it, than a postal code. */
function isSmallNumber(token: string, declared: boolean): boolean {
  if (declared) return Math.abs(Number(token)) < 1e7;
  const [mantissa = ''] = token.split(/[eE]/);
  return mantissa.replace(/\D/g, '').length < 5 && Math.abs(Number(token)) < 1e5;
}

/** Takes keys out of JSON, however they are escaped in it. All other bytes stay. */
export function hideKeysInJson(json: string, hide: Hide): string {
  const hidden = (text: string): string | undefined => {
    const result = hide(text);
    return result === text ? undefined : JSON.stringify(result);
  };
  const nowhere = (): undefined => undefined;
  return rewriteJson(json, undefined, { member: nowhere, item: nowhere, key: hidden, text: hidden, number: hidden });
}
