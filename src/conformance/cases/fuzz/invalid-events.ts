import type { Arbitrary } from 'fast-check';
import { isObject, type Json } from '../../../schema/json.ts';
import { withValueAt } from '../../../schema/pointer.ts';
import { fastCheck } from '../../../schema/samples/strings.ts';

/** Makes random events with something in them replaced or left out; most are illegal, and whoever needs it asks the contract. */
export function spoiltEvents(events: Arbitrary<Json>): Arbitrary<Json> {
  const fc = fastCheck();
  const odd = fc.oneof(
    fc.constantFrom<Json | undefined>(undefined, null, '', '0', 0, -1, 0.5, true, [], {}, [null], 'unlisted'),
    fc.jsonValue({ maxDepth: 1 }) as Arbitrary<Json>,
  );
  return fc.tuple(events, fc.nat(), odd).map(([event, place, value]) => {
    const paths = pathsOf(event);
    const path = paths[place % paths.length] ?? [];
    return path.length === 0 && value === undefined ? null : withValueAt(event, path, value);
  });
}

/** Lists every place in a value, the outermost first, so that shrinking goes outwards. */
function pathsOf(value: Json, path: string[] = []): string[][] {
  const inner: [string, Json][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [path, ...inner.flatMap(([name, child]) => pathsOf(child, [...path, name]))];
}
