import 'uplot/dist/uPlot.min.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';
import type { TallyView } from '../views.ts';
import { timeText } from './text.ts';

const height = 220;
const names = ['accepted', 'refused', 'denied'] as const;

/** Plots how many events came in each span of time, by what became of them. */
export function RatePlot({ rate }: { rate: TallyView['rate'] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = box.current;
    if (!place || rate.times.length === 0) return undefined;
    const plot = new Plot(optionsFor(place, rate), dataOf(rate), place);
    const fit = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height }));
    fit.observe(place);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const repaint = (): void => plot.redraw(false, true);
    dark.addEventListener('change', repaint);
    return () => {
      fit.disconnect();
      dark.removeEventListener('change', repaint);
      plot.destroy();
    };
  }, [rate]);
  if (rate.times.length === 0) return <p>No event came yet.</p>;
  const total = names.map((name) => `${rate.counts[name].reduce((sum, each) => sum + each, 0)} ${name}`).join(', ');
  const [from = 0, to = from] = [rate.times[0], rate.times.at(-1)];
  const span = `Events per ${spanText(rate.stepMs)}, ${timeText(from)} to ${timeText(to)}: ${total}`;
  return (
    <>
      <p class="faint">{span}.</p>
      <div class="plot" ref={box} role="img" aria-label={span} />
    </>
  );
}

function spanText(ms: number): string {
  const units: [number, string][] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
    [1_000, 'second'],
  ];
  const [size, unit] = units.find(([size]) => ms >= size) ?? [1_000, 'second'];
  const number = Math.round(ms / size);
  return number === 1 ? unit : `${number} ${unit}s`;
}

/** Lists what is drawn in its order: each bar reaches up from the ground and the next stands in front of it, so that all look stacked. */
const drawn = names.toReversed();

function dataOf({ times, counts }: TallyView['rate']): Plot.AlignedData {
  const below = (name: (typeof names)[number], at: number): number =>
    names.slice(0, names.indexOf(name)).reduce((sum, each) => sum + (counts[each][at] ?? 0), 0);
  return [
    times.map((ms) => ms / 1_000),
    ...drawn.map((name) => counts[name].map((each, at) => (each ? each + below(name, at) : null))),
  ] as Plot.AlignedData;
}

const daySeconds = 86_400;

/** Writes times along the axis as the lists have them, with the date where a day begins. */
function axisTexts(_: Plot, seconds: number[], __: number, ___: number, step: number): string[] {
  const dates = seconds.map((each) => new Date(each * 1_000).toLocaleDateString('sv-SE'));
  if (step >= daySeconds) return dates;
  return seconds.map((each, at) => {
    const time = new Date(each * 1_000).toLocaleTimeString('en-GB').slice(0, step < 60 ? 8 : 5);
    return dates[at] === dates[at - 1] ? time : `${time}\n${dates[at]}`;
  });
}

function optionsFor(place: HTMLElement, { times, stepMs }: TallyView['rate']): Plot.Options {
  const colour = (name: string): string => getComputedStyle(place).getPropertyValue(name).trim();
  const axis = {
    stroke: () => colour('--faint'),
    grid: { stroke: () => colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const bars = Plot.paths.bars?.({ size: [0.9, 24] });
  return {
    width: place.clientWidth,
    height,
    // The last time along the axis reaches beyond the plot.
    padding: [null, 32, null, null],
    cursor: { show: false },
    legend: { show: true, live: false },
    scales: {
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
      x: withMargin(times, stepMs),
    },
    axes: [
      { ...axis, space: 90, values: axisTexts },
      { ...axis, size: 50, incrs: wholeSteps },
    ],
    series: [
      { label: 'time' },
      ...drawn.map(
        (label): Plot.Series => ({
          label,
          stroke: () => colour(`--${label}`),
          fill: () => colour(`--${label}`),
          points: { show: false },
          ...(bars ? { paths: bars } : {}),
        }),
      ),
    ],
  };
}

/** Lists how far apart the lines of counts may be: there is no half event. */
const wholeSteps = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((each) => each * 10 ** power)).flat();

/** Gives the first and the last bar room, and a single one so much that it is no wall. */
function withMargin(times: readonly number[], stepMs: number): Plot.Scale {
  const [first = 0, last = first] = [times[0], times.at(-1)];
  const margin = times.length < 4 ? 5 * stepMs : stepMs;
  return { range: () => [(first - margin) / 1_000, (last + margin) / 1_000] };
}
