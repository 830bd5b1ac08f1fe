import type { Delivery } from '../deliver.ts';

/** Says in words what is seen of all answers together, and whether it is as it should be. */
interface AggregateFinding {
  holds: boolean;
  expected: string;
  actual: string;
}

type AggregateCheck = (deliveries: readonly Delivery[], limits: { budgetMs: number }) => AggregateFinding;

/** Holds the demands on all answers together that case files may name. */
export const aggregateChecks: Record<string, AggregateCheck> = {
  'within-budget': (deliveries, { budgetMs }) => {
    const slowest = percentile(
      deliveries.map(({ outcome }) => outcome.durationMs),
      0.95,
    );
    return {
      holds: slowest <= budgetMs,
      expected: `95 of 100 answers within ${budgetMs} ms`,
      actual: `95 of 100 within ${Math.ceil(slowest)} ms`,
    };
  },
  'equal-answers': (deliveries) => {
    const answers = new Set(deliveries.map(answerText));
    const actual = answers.size === 1 ? 'all answers are equal' : `${answers.size} different answers`;
    return { holds: answers.size === 1, expected: 'equal answers', actual };
  },
};

/** Finds the value that this share of all values does not exceed (nearest rank). */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0;
}

function answerText({ outcome }: Delivery): string {
  return outcome.kind === 'answer' ? `${outcome.response.status} ${outcome.response.body}` : outcome.kind;
}
