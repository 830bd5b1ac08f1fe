import type { Contract } from '../../contract/load.ts';
import type { BadEvents } from '../../report.ts';
import type { Case, Step } from './case.ts';

/** Tells what a receiver owes a bad event where nobody says it: what its operation documents. */
export function badEventsOf({ statuses }: Pick<Contract, 'statuses'>): BadEvents {
  return statuses.some((status) => /^(400|422|4XX)$/i.test(status)) ? 'refuse' : 'ignore';
}

/**
 * Lets a receiver acknowledge what it ignores: each step that asks for the refusal of an authenticated body takes 2xx or 4xx
 * instead, and no effect. What is wrong with a request besides its body is refused as ever.
 */
export function ignoringBadEvents(each: Case): Case {
  if (!each.steps.some(asksForRefusal)) return each;
  return { ...each, steps: each.steps.map((step) => (asksForRefusal(step) ? { ...step, expect: 'ignored' } : step)) };
}

function asksForRefusal({ send, expect }: Step): boolean {
  const isAuthenticated = Object.keys(send.spoilt).length === 0;
  return send.bodyIs === 'illegal' && isAuthenticated && (expect === 'refused' || typeof expect === 'object');
}
