import type { Contract } from '../../contract/load.ts';
import type { BadEvents } from '../../report.ts';
import type { Case, Step } from './case.ts';

/** Tells what a receiver owes a bad event where nobody says it: what its operation documents. */
export function badEventsOf({ statuses }: Pick<Contract, 'statuses'>): BadEvents {
  return statuses.some((status) => /^(400|422|4XX)$/i.test(status)) ? 'refuse' : 'ignore';
}

/**
 * Gives a case as it is where bad events are owed this. Where they may be ignored, each step that asks for the refusal of an
 * authenticated body takes 2xx or 4xx instead, and no effect, and what a later contract may bring is to be acknowledged. What is
 * wrong with a request besides its body is refused as ever.
 */
export function owingBadEvents(each: Case, policy: BadEvents): Case {
  if (policy === 'refuse') return each;
  if (each.ignored) {
    return { ...each, ...each.ignored, steps: each.steps.map((step) => ({ ...step, expect: 'acknowledged' })) };
  }
  if (!each.steps.some(asksForRefusal)) return each;
  const steps = each.steps.map((step): Step => (asksForRefusal(step) ? { ...step, expect: 'ignored' } : step));
  return { ...each, title: ignoringTitle(each), steps };
}

function asksForRefusal({ send, expect }: Step): boolean {
  const isAuthenticated = Object.keys(send.spoilt).length === 0;
  const isRefusal = expect === 'refused' || expect === 'not-accepted' || typeof expect === 'object';
  return send.bodyIs === 'illegal' && isAuthenticated && isRefusal;
}

/** Says of a refusal that it may be left to ignore the event; of one that a title does not speak of, beside it. */
function ignoringTitle({ title, steps }: Case): string {
  const told = title.replace(/\b(is|are) refused( with the documented status)?/, '$1 refused or ignored');
  return told === title && steps.length === 1 ? `${title} (refused or ignored)` : told;
}
