import type { Contract } from '../../../contract/load.ts';
import type { Keys } from '../../../signature/keys.ts';
import type { Delivery } from '../deliver.ts';
import { redactOutcome, requestRedactor } from '../evidence/redact.ts';
import { leakOf, namedFault } from './answer-checks.ts';
import { type Judgement, judgeOutcome } from './judge-outcome.ts';

/** Judges a case's deliveries: the first that is wrong decides. */
export function judgeDeliveries(deliveries: readonly Delivery[], contract: Contract, keys: Keys): Judgement {
  const judged = deliveries.map((delivery) => judgeDelivery(delivery, contract, keys));
  const wrong = judged.findIndex(({ holds }) => !holds);
  const place = deliveries.length > 1 ? `delivery ${wrong + 1} of ${deliveries.length}: ` : '';
  const faulty = judged[wrong];
  if (faulty) return { ...faulty, why: place + faulty.why, at: wrong };
  const [first] = judged;
  if (!first) return { holds: false, expected: '', actual: 'nothing was sent', why: 'nothing was sent' };
  const notes = new Set(deliveries.map(({ note }) => note));
  const why = [first.why, ...notes].filter(Boolean).join('; ');
  return { ...first, actual: deliveries.length > 1 ? statusCounts(deliveries) : first.actual, why };
}

function judgeDelivery(delivery: Delivery, contract: Contract, keys: Keys): Judgement {
  const { step, request, outcome } = delivery;
  const redacted = redactOutcome(outcome, requestRedactor(request, contract, keys));
  const judged = judgeOutcome(step.expect, redacted, contract.statuses);
  if (outcome.kind !== 'answer') return judged;
  const leak = leakOf(outcome.response, request.body, contract, keys);
  if (leak) return { ...judged, holds: false, why: leak, grave: true };
  if (!judged.holds) return judged;
  const fault = namedFault(step.answer, outcome.response, request.body);
  if (fault) return { ...judged, holds: false, why: fault };
  if (step.withinMs === undefined || outcome.durationMs <= step.withinMs) return judged;
  const expected = `${judged.expected} within ${step.withinMs} ms`;
  return { ...judged, holds: false, expected, why: `it took ${Math.round(outcome.durationMs)} ms to answer` };
}

/** Counts the statuses of answers: `9 × 200, 1 × 503`. */
function statusCounts(deliveries: readonly Delivery[]): string {
  const statuses = deliveries.map(({ outcome }) =>
    outcome.kind === 'answer' ? outcome.response.status : outcome.kind,
  );
  return [...new Set(statuses)]
    .map((status) => `${statuses.filter((each) => each === status).length} × ${status}`)
    .join(', ');
}
