import type { Answered } from '../edge/answered.ts';
import type { Journal } from '../journal/journal.ts';
import type { Figure, FigureValue } from './figure.ts';
import { type Histogram, histogram, histogramFigure } from './histogram.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

const outcomes: Outcome[] = ['accepted', 'refused', 'denied', 'unstored'];

/** Makes what counts the answers of a receiver and the work of its journal. */
export function receiverFigures() {
  const { answered, figures } = deliveryFigures();
  const appends = appendFigures();
  return {
    answered,
    measured: appends.measured,
    figures: (): Figure[] => [...figures(), ...appends.figures()],
  };
}

/**
 * Makes what counts deliveries and their answers. Labels are names of the contract, outcomes and statuses alone: what a sender
 * writes becomes none.
 */
export function deliveryFigures() {
  const deliveries = answerCounts();
  const others = new Map<number, number>();
  const answers = new Map(outcomes.map((outcome) => [outcome, histogram()]));
  return {
    answered({ status, attempt, durationMs }: Omit<Answered, 'request'>): void {
      const outcome = outcomeOf({ attempt, status });
      if (!attempt || !outcome) {
        increase(others, status);
        return;
      }
      deliveries.add(attempt.operation ?? '', outcome, status);
      (answers.get(outcome) as Histogram).observe(durationMs / 1_000);
    },
    figures(): Figure[] {
      const statuses = [...others].map(([status, value]): FigureValue => ({ labels: { status }, value }));
      return [
        counter(names.deliveries, 'Deliveries by operation, outcome and status.', deliveries.values()),
        counter(names.others, 'Requests that deliver nothing: to an API, by who looks, and handshakes.', statuses),
        histogramFigure(
          names.answers,
          'Seconds from the head of a delivery to its answer.',
          [...answers].map(([outcome, each]) => [{ outcome }, each]),
        ),
      ];
    },
  };
}

/** Makes what counts the work of a journal. */
function appendFigures() {
  const appends = histogram();
  let waiting = 0;
  return {
    /** Gives a journal whose appends are counted. */
    measured(journal: Journal): Journal {
      return {
        ...journal,
        append(attempt) {
          const began = performance.now();
          const done = (): void => appends.observe((performance.now() - began) / 1_000);
          const stored = journal.append(attempt);
          if (stored === undefined) return done();
          waiting++;
          const settled = (): void => {
            waiting--;
            done();
          };
          stored.then(settled, settled);
          return stored;
        },
      };
    },
    figures: (): Figure[] => [
      histogramFigure(names.appends, 'Seconds that the journal took to store a delivery.', [[{}, appends]]),
      gauge(names.waiting, 'Deliveries that wait for the journal.', waiting),
    ],
  };
}

const names = {
  deliveries: 'hookproof_deliveries_total',
  others: 'hookproof_other_requests_total',
  answers: 'hookproof_answer_seconds',
  appends: 'hookproof_journal_append_seconds',
  waiting: 'hookproof_journal_waiting',
};

/** Counts answers by operation, outcome and status; numbers are keys, for a text would be made for each delivery. */
function answerCounts() {
  const byOperation = new Map<string, Map<number, number>>();
  return {
    add(operation: string, outcome: Outcome, status: number): void {
      let counts = byOperation.get(operation);
      if (!counts) {
        counts = new Map();
        byOperation.set(operation, counts);
      }
      increase(counts, status * outcomes.length + outcomes.indexOf(outcome));
    },
    values: (): FigureValue[] =>
      [...byOperation].flatMap(([operation, counts]) =>
        [...counts].map(([key, value]) => {
          const status = Math.floor(key / outcomes.length);
          return { labels: { operation, outcome: outcomes[key % outcomes.length] as Outcome, status }, value };
        }),
      ),
  };
}

function increase(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function counter(name: string, help: string, values: FigureValue[]): Figure {
  return { name, help, type: 'counter', aggregator: 'sum', values };
}

/** Makes a figure that goes up and down; several processes have its sum, unless they all show the same. */
export function gauge(name: string, help: string, value: number, aggregator: Figure['aggregator'] = 'sum'): Figure {
  return { name, help, type: 'gauge', aggregator, values: [{ labels: {}, value }] };
}
