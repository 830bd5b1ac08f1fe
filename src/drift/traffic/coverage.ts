import type { TrafficCoverage } from '../../change.ts';
import type { Place, Reading } from './places.ts';

/** How much of a contract the events have shown that were walked through its places. */
export function coverageOf(root: Place, types: { seen: number; total: number }): TrafficCoverage {
  const all = readingsBelow(root);
  const named = all.filter(({ place }) => !['*', '+'].includes(place.path.at(-1) ?? '*'));
  const values = all.filter(({ reading }) => reading.values);
  return {
    types,
    properties: { seen: named.filter(({ reading }) => reading.seen).length, total: named.length },
    values: {
      seen: values.reduce((sum, { reading }) => sum + reading.seenValues.size, 0),
      total: values.reduce((sum, { reading }) => sum + (reading.values?.size ?? 0), 0),
    },
  };
}

/** The outermost properties that could have been in an event that came, and were in none. */
export function neverSeen(root: Place): { place: Place; reading: Reading }[] {
  return readingsBelow(root).filter(({ reading }) => reading.applicable && !reading.seen && !reading.required);
}

function readingsBelow(place: Place): { place: Place; reading: Reading }[] {
  const own = place.readings.map((reading) => ({ place, reading }));
  return [...own, ...[...place.children.values()].flatMap(readingsBelow)];
}
