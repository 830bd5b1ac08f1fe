import type { JSX } from 'preact';
import type { Outcome } from '../../journal/journal.ts';
import type { Overview, Seen } from '../views.ts';
import { readTally } from './data/api.ts';
import { useLoaded } from './data/use-loaded.ts';
import { Fault } from './fault.tsx';
import { RatePlot } from './rate-plot.tsx';
import { count, timeText, visible } from './text.ts';
import { Legend } from './verdicts.tsx';

const shownOutcomes: readonly Outcome[] = ['accepted', 'refused', 'denied'];

/** Shows how many events came when, and which of the contract's operations and types were among them. */
export function Coverage({ overview, version }: { overview: Overview; version: number }): JSX.Element {
  const { value, fault } = useLoaded(readTally, [version]);
  const rows = value ? coverageRows(overview, value.seen) : [];
  const met = rows.filter(({ counts, isOfContract }) => isOfContract && counts.accepted > 0).length;
  const all = rows.filter(({ isOfContract }) => isOfContract).length;
  return (
    <main class="page">
      <h2>Rate</h2>
      <Fault text={fault} />
      {value && <RatePlot rate={value.rate} />}
      <h2>Coverage of the contract</h2>
      <p>
        {met} of {count(all, 'kind')} of events {met === 1 ? 'was' : 'were'} accepted at least once.
      </p>
      <p class="faint">Each event counts once, as the best that became of it.</p>
      <Legend role={overview.role} />
      <CoverageTable rows={rows} />
    </main>
  );
}

interface CoverageRow {
  operation: string;
  type: string;
  counts: Record<Outcome, number>;
  lastAt: number;
  /** Is false for what came and the contract does not name. */
  isOfContract: boolean;
}

/** Lists what a contract names, seen or not, and then what else was seen. */
function coverageRows({ operations }: Overview, seen: readonly Seen[]): CoverageRow[] {
  const left = new Map(seen.map((each) => [JSON.stringify([each.operation, each.type]), each]));
  const none = { counts: { accepted: 0, refused: 0, denied: 0 }, lastAt: 0 };
  const take = (operation: string, type: string | null): Pick<CoverageRow, 'counts' | 'lastAt'> => {
    const key = JSON.stringify([operation, type]);
    const { counts, lastAt } = left.get(key) ?? none;
    left.delete(key);
    return { counts, lastAt };
  };
  const named = operations.flatMap(({ name, types }) =>
    (types.length > 0 ? types : [null]).map((type) => ({
      ...{ operation: name, type: type ?? '', isOfContract: true },
      ...take(name, type),
    })),
  );
  const others = [...left.values()].map(({ operation, type, counts, lastAt }) => ({
    ...{ operation: operation ?? '', type: type ?? '', counts, lastAt, isOfContract: false },
  }));
  return [...named, ...others];
}

function CoverageTable({ rows }: { rows: readonly CoverageRow[] }): JSX.Element {
  const most = Math.max(1, ...rows.map(({ counts }) => totalOf(counts)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard, too
    <section class="scroll" tabIndex={0} aria-label="Coverage">
      <table>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">Operation</th>
            {shownOutcomes.map((each) => (
              <th scope="col">{each}</th>
            ))}
            <th scope="col">Last</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class={totalOf(row.counts) === 0 ? 'unseen' : undefined}>
              <th scope="row">{visible(row.type) || (row.isOfContract ? 'any' : 'not known')}</th>
              <td>{visible(row.operation) || 'none'}</td>
              {shownOutcomes.map((each) => (
                <td class="number">{row.counts[each].toLocaleString('en')}</td>
              ))}
              <td>{row.lastAt === 0 ? 'never' : timeText(row.lastAt)}</td>
              <td class="bars">
                {shownOutcomes.map((each) => (
                  <span class={`bar ${each}`} style={{ width: `${(100 * row.counts[each]) / most}%` }} />
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function totalOf({ accepted, refused, denied }: Record<Outcome, number>): number {
  return accepted + refused + denied;
}
