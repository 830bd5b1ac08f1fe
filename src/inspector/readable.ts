import { conceal } from '../conceal.ts';
import type { OwnRoute } from '../edge/own-routes.ts';
import { problem } from '../edge/response.ts';
import { isUserError, messageOf } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { isDamaged } from '../journal/rows.ts';
import { printable } from '../printable.ts';

const unreadableError = 'UnreadableError';

/** Gives a journal whose faults, when it is read, can be told from any other; what is damaged in it stays so, and is none of them. */
export function withReadFaults(journal: Journal): Journal {
  const telling = async <T>(read: Promise<T>): Promise<T> => {
    try {
      return await read;
    } catch (cause) {
      throw isDamaged(cause)
        ? cause
        : Object.assign(new Error('the journal cannot be read', { cause }), { name: unreadableError });
    }
  };
  return {
    ...journal,
    events: (query) => telling(journal.events(query)),
    attempts: (query) => telling(journal.attempts(query)),
    firstVerdicts: (events, mostOfEach) => telling(journal.firstVerdicts(events, mostOfEach)),
    counts: (operations) => telling(journal.counts(operations)),
  };
}

const cannotRead = problem(503, 'the journal cannot be read now', { headers: { 'retry-after': '1' } });

/** Has a route say why it shows nothing, where that is known: the journal cannot be read, is damaged, or the document has a fault. */
export function sayingUnreadable(route: OwnRoute): OwnRoute {
  return {
    ...route,
    async handle(asked) {
      try {
        return await route.handle(asked);
      } catch (cause) {
        if (Error.isError(cause) && cause.name === unreadableError) return cannotRead;
        // What anything else says may hold a secret.
        if (isDamaged(cause) || isUserError(cause))
          return problem(500, `it could not be shown: ${conceal(printable(messageOf(cause)))}`);
        throw cause;
      }
    },
  };
}
