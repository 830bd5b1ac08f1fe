import type { Delivery } from './deliver.ts';

/** What may be asked of all answers of a case together. */
export interface TogetherContext {
  /** What 95 of 100 answers must come within, in milliseconds. */
  budgetMs: number;
}

/** What is seen, in words, and whether it is as it should be. */
export interface Seen {
  holds: boolean;
  expected: string;
  actual: string;
}

type TogetherCheck = (deliveries: readonly Delivery[], context: TogetherContext) => Seen;

/** The demands on all answers that case files may name. */
export const togetherChecks: Record<string, TogetherCheck> = {
  'within-budget': (deliveries, { budgetMs }) => {
    const slowest = percentile(
      deliveries.map(({ durationMs }) => durationMs),
      0.95,
    );
    return {
      holds: slowest <= budgetMs,
      expected: `95 of 100 answers within ${budgetMs} ms`,
      actual: `95 of 100 within ${Math.ceil(slowest)} ms`,
    };
  },
  'equal-answers': (deliveries) => {
    const answers = new Set(deliveries.map(fingerprint));
    const actual = answers.size === 1 ? 'all answers are equal' : `${answers.size} different answers`;
    return { holds: answers.size === 1, expected: 'equal answers', actual };
  },
};

/** The value that this share of all values does not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0;
}

function fingerprint({ outcome }: Delivery): string {
  return outcome.kind === 'answer' ? `${outcome.response.status} ${outcome.response.body}` : outcome.kind;
}
