import type { Figure, FigureValue } from './figure.ts';

/** Counts times by how long they took, in seconds. */
export interface Histogram {
  observe(seconds: number): void;
  /** Gives the counts as Prometheus has them: of all that took no longer than a bound, their sum and number. */
  values(name: string, labels: FigureValue['labels']): FigureValue[];
}

/** Holds the bounds, in seconds: from a delivery kept in memory to one that is about to time out. */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Makes an empty histogram; to observe costs a few comparisons, for it is asked of each delivery. */
export function histogram(): Histogram {
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    observe(seconds) {
      let bucket = 0;
      while (bucket < bounds.length && seconds > (bounds[bucket] as number)) bucket++;
      counts[bucket] = (counts[bucket] as number) + 1;
      sum += seconds;
    },
    values(name, labels) {
      let total = 0;
      const buckets = [...bounds, '+Inf'].map((le, index): FigureValue => {
        total += counts[index] as number;
        return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total };
      });
      const sums = { metricName: `${name}_sum`, labels, value: sum };
      return [...buckets, sums, { metricName: `${name}_count`, labels, value: total }];
    },
  };
}

/** Makes the figure of histograms that differ in one label. */
export function histogramFigure(
  name: string,
  help: string,
  parts: [labels: FigureValue['labels'], Histogram][],
): Figure {
  const values = parts.flatMap(([labels, each]) => each.values(name, labels));
  return { name, help, type: 'histogram', aggregator: 'sum', values };
}
