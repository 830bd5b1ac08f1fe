import type { Contract } from '../../contract/load.ts';
import type { Schema } from '../../schema/types.ts';
import { parseBody } from '../../validator/body.ts';
import type { Declarations } from './declarations.ts';
import type { EventRules } from './event-rules.ts';
import { isProgrammersName, isTechnicalHeader } from './harmless.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { pseudonymiseJson } from './redact-json.ts';
import type { Hide, Treatment } from './treatment.ts';

export interface PseudonymOptions {
  contract: Contract;
  paths: readonly string[];
  rules: EventRules;
  declarations: Declarations;
  pseudonyms: Pseudonyms;
}

/** Puts a pseudonym in the place of everything that is not known to be harmless. What cannot be looked into is not kept. */
export function pseudonymTreatment({ contract, paths, rules, declarations, pseudonyms }: PseudonymOptions): Treatment {
  const root = declarations.root(contract.body.schema);
  const known = new Set([...paths, contract.operation.path].flatMap((path) => path.split('/')));
  const value = (text: string): string => (text === '' ? '' : pseudonyms.text(text, []));
  const name = (text: string, hide: Hide): string =>
    isProgrammersName(text) && hide(text) === text ? text : value(text);
  const json = (bytes: Buffer, declared: readonly Schema[], hide: Hide): string | undefined =>
    parseBody(bytes).ok ? pseudonymiseJson(bytes.toString(), declared, { declarations, pseudonyms, hide }) : undefined;

  return {
    segment: (text, hide) => (known.has(text) ? text : name(text, hide)),
    name,
    value,
    header([spelt, text], hide) {
      const lower = spelt.toLowerCase();
      if (isTechnicalHeader(lower, text) && hide(text) === text) return [spelt, text];
      const kept = name(lower, hide) === lower;
      return [kept ? spelt : `x-${pseudonyms.digest(Buffer.from(lower)).slice(0, 12)}`, value(text)];
    },
    event(bytes, hide) {
      const body = json(bytes, root, hide);
      if (body === undefined) return undefined;
      const before = rules.broken(bytes);
      if (before.join() === rules.broken(body).join()) return { stored: { body }, redacted: 'yes' };
      const other = before.length === 0 ? rules.substitute(body) : undefined;
      return { stored: { body: other ?? body }, redacted: other === undefined ? 'partly' : 'whole' };
    },
    body(bytes, _, hide) {
      const body = bytes.length === 0 ? '' : json(bytes, [], hide);
      return body === undefined ? undefined : { body };
    },
  };
}
