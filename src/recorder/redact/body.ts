import { isProgrammersName } from './names.ts';
import { declaresKey, declaresNumber, isHarmless, type Place, type Places } from './places.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { type JsonRewriter, rewriteJson } from './rewrite-json.ts';
import type { Hide } from './treatment.ts';

interface Means {
  places: Places;
  names: Pseudonyms;
  hide: Hide;
}

/** Rewrites JSON so that nothing of a person stays in it: what is not known to be harmless gets a pseudonym. */
export function pseudonymised(json: string, root: Place, { places, names, hide }: Means): string {
  const harmlessKey = (key: string, place: Place): boolean =>
    declaresKey(place, key) || (isProgrammersName(key) && hide(key) === key);
  const rewriter: JsonRewriter<Place> = {
    member: places.member,
    item: places.item,
    key: (key, place) => (harmlessKey(key, place) ? undefined : JSON.stringify(names.text(key, []))),
    text: (text, place) =>
      text === '' || isHarmless(place, text) ? undefined : JSON.stringify(names.text(text, place)),
    number: (token, place) => (isSmall(token, declaresNumber(place)) ? undefined : names.number(token, place)),
  };
  return rewriteJson(json, root, rewriter);
}

/** Fewer digits than a phone number has, or, where no contract says what the number counts, than a postal code. */
function isSmall(token: string, declared: boolean): boolean {
  if (declared) return Math.abs(Number(token)) < 1e7;
  const [mantissa = ''] = token.split(/[eE]/);
  return mantissa.replace(/\D/g, '').length < 5 && Math.abs(Number(token)) < 1e5;
}

/** Takes secrets out of JSON, however they are escaped in it. All other bytes stay. */
export function withoutSecrets(json: string, hide: Hide): string {
  const hidden = (text: string): string | undefined => {
    const result = hide(text);
    return result === text ? undefined : JSON.stringify(result);
  };
  const nowhere = (): undefined => undefined;
  return rewriteJson(json, undefined, { member: nowhere, item: nowhere, key: hidden, text: hidden, number: hidden });
}
