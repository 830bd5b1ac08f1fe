/** Holds one figure as prom-client writes it, and adds it up over processes: plain data, which can be sent from one to another. */
export interface Figure {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  /** Says what several processes make of it. */
  aggregator: 'sum' | 'first' | 'average' | 'min' | 'max' | 'omit';
  values: FigureValue[];
}

export interface FigureValue {
  value: number;
  labels: Record<string, string | number>;
  /** Names the part of a histogram. */
  metricName?: string;
}
