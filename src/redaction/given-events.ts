import { randomBytes } from 'node:crypto';
import type { Contract } from '../contract/load.ts';
import { remembering } from '../once.ts';
import { declaredEvents } from './declared.ts';
import { echoRedactor } from './echoes.ts';
import { operationRules } from './event-rules.ts';
import { pseudonymTreatment } from './pseudonym-treatment.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { Hide } from './treatment.ts';

/** Holds what may be shown of an event that was given. */
export interface ShownEvent {
  /** Holds the event with pseudonyms, which the contract judges alike; undefined for a body that must not be shown. */
  body: string | undefined;
  /** Takes what the event holds of people out of a text that may repeat it. */
  hide: Hide;
}

/**
 * Makes what gives of events what may be shown of them without personal data. The same value has the same pseudonym in all of
 * them.
 */
export function shownEvents(): (bytes: Buffer, contract: Contract) => ShownEvent {
  const key = randomBytes(32);
  const declaredBy = remembering((contract: Contract) => declaredEvents(key, contract));
  const nothing = declaredEvents(key);
  return (bytes, contract) => {
    const replaced = new Map<string, string>();
    const noting = <T extends { pseudonyms: Pseudonyms }>(declared: T): T => ({
      ...declared,
      pseudonyms: notingPseudonyms(declared.pseudonyms, replaced),
    });
    const treatment = pseudonymTreatment({
      paths: [],
      isTelling: () => false,
      nothing: noting(nothing),
      declaredBy: () => noting(declaredBy(contract)),
    })((text) => text);
    const stored = treatment.event(bytes, operationRules(contract, bytes))?.stored;
    if (stored && 'body' in stored) return { body: stored.body, hide: echoRedactor(replaced, stored.body) };
    return { body: undefined, hide: echoRedactor(new Map([[bytes.toString(), '…']]), '') };
  };
}

/** Notes which pseudonym each value gets. */
function notingPseudonyms(pseudonyms: Pseudonyms, replaced: Map<string, string>): Pseudonyms {
  const note = (value: string, shown: string): string => {
    replaced.set(value, shown);
    return shown;
  };
  return {
    ...pseudonyms,
    text: (value, declared) => note(value, pseudonyms.text(value, declared)),
    number: (token, declared) => note(token, pseudonyms.number(token, declared)),
  };
}
