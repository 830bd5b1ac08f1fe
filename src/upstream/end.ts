import type { Begun } from './begin.ts';
import { refused } from './begin.ts';
import type { DeclaredEnder } from './callbacks.ts';
import type { Calls } from './calls.ts';
import type { Exchanged } from './expressions.ts';
import type { MockAnswer } from './prism.ts';

/** What an accepted request to end a call gets: Prism's answer, 404 for an unknown call, 400 where its state does not allow it. */
export function endCalls({ id }: DeclaredEnder, accepted: Exchanged, answer: MockAnswer, calls: Calls): Begun {
  const wanted = String(id(accepted) ?? '');
  const found = calls.find(wanted);
  if (found.length === 0) return refused(404, `there is no call "${wanted}"`);
  const refusals = found.map((call) => call.end());
  const [first] = refusals;
  return first !== undefined && refusals.every(Boolean) ? refused(400, first) : { answer, calls: [] };
}
