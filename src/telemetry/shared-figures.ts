import type { Figure } from './figure.ts';

/** Gives the figures of all processes that serve one address, those of each by themselves. */
export type AllFigures = () => Promise<Figure[][]>;

/** Joins a process to others that serve its address; it is told what gives its own figures. */
export type ShareFigures = (own: () => Promise<Figure[]>) => AllFigures;

/** Leaves a process by itself. */
export const alone: ShareFigures = (own) => async () => [await own()];

/** Adds up what only grows, over processes; what goes up and down ends with its process, and is left out. */
export function addedUp(all: readonly (readonly Figure[])[]): Figure[] {
  const growing = all.flat().filter(({ type }) => type !== 'gauge');
  return [...Map.groupBy(growing, ({ name }) => name).values()].map((figures) => {
    const values = Map.groupBy(
      figures.flatMap((each) => each.values),
      ({ labels, metricName }) => JSON.stringify([metricName, ...Object.entries(labels).sort().flat()]),
    );
    const sums = [...values.values()].flatMap(([first, ...others]) =>
      first ? [{ ...first, value: others.reduce((sum, { value }) => sum + value, first.value) }] : [],
    );
    return { ...(figures[0] as Figure), values: sums };
  });
}
