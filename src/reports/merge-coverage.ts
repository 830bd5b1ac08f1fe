import type { Coverage } from '../report.ts';

/** A constraint is exercised if any shard exercises it; nothing is said unless every shard says something. */
export function mergeCoverage(parts: readonly (Coverage | undefined)[]): Coverage | undefined {
  const known = parts.filter((part) => part !== undefined);
  const [first, ...others] = known;
  if (!first || known.length < parts.length) return undefined;
  const left = others.map(({ unexercised }) => new Set(unexercised.map(keyOf)));
  const unexercised = first.unexercised.filter((each) => left.every((keys) => keys.has(keyOf(each))));
  return { constraints: first.constraints, exercised: first.constraints - unexercised.length, unexercised };
}

function keyOf({ pointer, keyword }: Coverage['unexercised'][number]): string {
  return JSON.stringify([pointer, keyword]);
}
