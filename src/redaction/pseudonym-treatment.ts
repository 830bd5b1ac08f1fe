import type { Contract } from '../contract/load.ts';
import { parseBody } from '../validator/event.ts';
import { declaresKey, declaresNumber, isHarmlessText } from './declarations.ts';
import type { DeclaredEvents } from './declared.ts';
import { isProgrammersName, isTechnicalHeader } from './harmless.ts';
import { rewriteJson } from './rewrite-json.ts';
import type { Hide, Treatment } from './treatment.ts';

interface PseudonymOptions {
  /** Lists paths that may be written as they are. */
  paths: readonly string[];
  /** Tells whether a header's value is the contract's own, and tells operations apart. */
  isTelling(name: string, value: string): boolean;
  /** Holds what is declared of a body that no operation is known of. */
  nothing: DeclaredEvents;
  declaredBy(contract: Contract): DeclaredEvents;
}

/** Puts a pseudonym in the place of everything that is not known to be harmless. What cannot be looked into is not kept. */
export function pseudonymTreatment({
  paths,
  isTelling,
  nothing,
  declaredBy,
}: PseudonymOptions): (hide: Hide) => Treatment {
  const { pseudonyms } = nothing;
  const known = new Set(paths.flatMap((path) => path.split('/')));
  const value = (text: string): string => (text === '' ? '' : pseudonyms.text(text, []));

  return (hide) => {
    const isHarmlessName = (text: string): boolean => isProgrammersName(text) && hide(text) === text;
    const name = (text: string): string => (isHarmlessName(text) ? text : value(text));
    const json = (bytes: Buffer, declared: DeclaredEvents): string | undefined =>
      parseBody(bytes).ok ? pseudonymiseJson(bytes.toString(), declared, isHarmlessName) : undefined;
    return {
      segment: (text) => (known.has(text) ? text : name(text)),
      name,
      value,
      header([spelt, text]) {
        const lower = spelt.toLowerCase();
        if ((isTechnicalHeader(lower, text) || isTelling(lower, text)) && hide(text) === text) return [spelt, text];
        const kept = name(lower) === lower;
        return [kept ? spelt : `x-${pseudonyms.digest(Buffer.from(lower)).slice(0, 12)}`, value(text)];
      },
      event(bytes, { contract, broken, brokenBy, substitute }) {
        const body = json(bytes, contract ? declaredBy(contract) : nothing);
        if (body === undefined) return undefined;
        if (broken.join() === brokenBy(body).join()) return { stored: { body }, redacted: 'yes' };
        const other = broken.length === 0 ? substitute(body) : undefined;
        return { stored: { body: other ?? body }, redacted: other === undefined ? 'partly' : 'whole' };
      },
      body(bytes) {
        const body = bytes.length === 0 ? '' : json(bytes, nothing);
        return body === undefined ? undefined : { body };
      },
    };
  };
}

function pseudonymiseJson(
  json: string,
  { root, declarations: { member, item }, pseudonyms }: DeclaredEvents,
  isHarmlessName: (name: string) => boolean,
): string {
  return rewriteJson(json, root, {
    member,
    item,
    key: (key, declared) =>
      declaresKey(declared, key) || isHarmlessName(key) ? undefined : JSON.stringify(pseudonyms.text(key, [])),
    text: (text, declared) =>
      text === '' || isHarmlessText(declared, text) ? undefined : JSON.stringify(pseudonyms.text(text, declared)),
    number: (token, declared) =>
      isSmallNumber(token, declaresNumber(declared)) ? undefined : pseudonyms.number(token, declared),
  });
}

/** Tells whether a number has fewer digits than a phone number, or, where no contract declares it, than a postal code. */
function isSmallNumber(token: string, declared: boolean): boolean {
  if (declared) return Math.abs(Number(token)) < 1e7;
  const [mantissa = ''] = token.split(/[eE]/);
  return mantissa.replace(/\D/g, '').length < 5 && Math.abs(Number(token)) < 1e5;
}
