import type { ExchangeRequest } from '../../exchange.ts';
import { currentKeys, type Keys } from '../../signature/keys.ts';
import { secretsOf } from '../../signature/secret-keys.ts';
import type { EventVerdict } from '../../validator/event.ts';
import type { Case, Send } from '../cases/case.ts';

/** Tells why a case cannot be judged on this target; undefined when it can. */
export function inapplicable(each: Case, has: { effects: boolean; revival: boolean }): string | undefined {
  if (each.notApplicable) return each.notApplicable;
  if (each.effects && !has.effects) return 'it needs the effects log of the receiver (--effects)';
  if ((each.kill || each.withoutKeys) && !has.revival) return 'it needs a receiver that is started here (--exec)';
  return undefined;
}

/** Tells why the keys cannot be spoilt as the case says: one without letters has no other case, for instance. */
export function unspoilable({ steps }: Case, keys: Keys): string | undefined {
  const secrets = Math.max(...steps.map(({ send }) => send.spoilt.signature?.secrets ?? 1));
  if (secretsOf(keys.private).length < secrets)
    return 'it needs two secrets: the current one, a comma, and the one before it';
  const current = currentKeys(keys);
  const isSpoilable = steps.every(({ send }) =>
    (['public', 'private'] as const).every((role) => {
      const spoilt = send.spoilt[role];
      // What is put elsewhere, or has spaces around it, is meant to be right.
      if (!spoilt || spoilt.place || spoilt.around) return true;
      const values = spoilt.values(current[role], current);
      return values.length !== 1 || values[0] !== current[role];
    }),
  );
  return isSpoilable ? undefined : 'these keys cannot be spoilt in this way';
}

/** Tells what is wrong with a case whose event is valid and should not be, or the other way round. */
export function contradiction(
  send: Send,
  { body }: ExchangeRequest,
  validate: (bytes: Buffer) => EventVerdict,
): string | undefined {
  if (send.bodyIs === 'any' || body === null) return undefined;
  const [finding] = validate(body).findings;
  if (send.bodyIs === 'legal' && finding)
    return `the case is wrong: its event is illegal: ${finding.pointer} ${finding.message}`;
  return send.bodyIs === 'illegal' && !finding ? 'the case is wrong: its event is legal' : undefined;
}
