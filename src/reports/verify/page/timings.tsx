import type { JSX } from 'preact';
import { visibleLine } from '../../text/visible.ts';
import type { GroupView } from './model.ts';

const rowHeight = 52;
const axisHeight = 24;

/** Shows how long each case took: a row a group, a dot a case. Widths are in per cent, so that texts keep their size. */
export function Timings({ groups: all }: { groups: readonly GroupView[] }): JSX.Element | null {
  // What did not apply was not run, and has no time.
  const groups = all
    .map(({ name, cases }) => ({ name, cases: cases.filter(({ status }) => status !== 'NOT-APPLICABLE') }))
    .filter(({ cases }) => cases.length > 0);
  const cases = groups.flatMap((group) => group.cases);
  if (cases.length === 0) return null;
  const scale = scaleOf(cases.map(({ durationMs }) => durationMs));
  const slowest = cases.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 5);
  const height = groups.length * rowHeight + axisHeight;
  return (
    <section aria-labelledby="timings">
      <h2 id="timings">Timings</h2>
      <svg
        role="img"
        aria-label="How long each case took, on a logarithmic scale; the slowest are named below"
        height={height}
      >
        {scale.ticks.map((tick) => (
          <Tick ms={tick} scale={scale} height={height} />
        ))}
        {groups.map((group, index) => (
          <GroupRow group={group} top={index * rowHeight} scale={scale} />
        ))}
      </svg>
      <p class="faint">One dot a case, a bar at each group's median. The slowest:</p>
      <ol class="slowest">
        {slowest.map(({ anchor, id, durationMs }) => (
          <li>
            {durationMs} ms{' '}
            <a href={`#${anchor}`}>
              <code>{id}</code>
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Tick({ ms, scale, height }: { ms: number; scale: Scale; height: number }): JSX.Element {
  const x = scale.place(ms);
  return (
    <>
      <line x1={x} x2={x} y1="0" y2={height - axisHeight} />
      <text x={x} y={height - 6} text-anchor="middle">
        {ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}
      </text>
    </>
  );
}

function GroupRow({
  group: { name, cases },
  top,
  scale,
}: {
  group: GroupView;
  top: number;
  scale: Scale;
}): JSX.Element {
  const sorted = cases.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  const median = scale.place(sorted[Math.floor(sorted.length / 2)] ?? 0);
  return (
    <>
      {cases.map((each, index) => (
        <circle class={each.status} cx={scale.place(each.durationMs)} cy={top + 25 + (index % 5) * 5} r="3">
          {!each.brief && <title>{`${each.id}: ${each.durationMs} ms`}</title>}
        </circle>
      ))}
      <line class="median" x1={median} x2={median} y1={top + 20} y2={top + 50} />
      <text class="name" x="0" y={top + 14}>
        {visibleLine(name)}
      </text>
    </>
  );
}

interface Scale {
  /** Tells where a time stands, in per cent of the width. */
  place(ms: number): string;
  /** The powers of ten that are labelled. */
  ticks: number[];
}

/** Makes a logarithmic scale from the power of ten below the quickest to that above the slowest. */
function scaleOf(times: readonly number[]): Scale {
  // No case is quicker on the plot, nor slower than a day.
  const log = (ms: number): number => Math.log10(Math.min(86_400_000, Math.max(0.1, ms)));
  const logs = times.map(log).toSorted((a, b) => a - b);
  const from = Math.floor(logs[0] ?? 0);
  const to = Math.max(from + 1, Math.ceil(logs.at(-1) ?? 0));
  return {
    // The margins have room for half a label.
    place: (ms) => `${(6 + (88 * (log(ms) - from)) / (to - from)).toFixed(2)}%`,
    ticks: Array.from({ length: to - from + 1 }, (_, step) => Number(`1e${from + step}`)),
  };
}
