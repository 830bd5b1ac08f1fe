import { isObject, type Json } from '../json.ts';
import { fromPointer, valueAt, withValueAt } from '../pointer.ts';
import type { Validator } from '../validate/compile.ts';

const mostRepairs = 100;

/** Makes an example valid with as little change as can be: what no valid value can be found for is left out. */
export function mended(example: Json, judge: Validator): Json {
  let event = example;
  for (let findings = judge(event), tries = 0; findings[0] && tries < mostRepairs; findings = judge(event), tries++) {
    const path = fromPointer(findings[0].pointer);
    const fewer = findings.length;
    const better = otherValues(valueAt(event, path))
      .map((value) => withValueAt(event, path, value))
      .find((candidate) => judge(candidate).length < fewer);
    if (better === undefined && path.length === 0) break;
    event = better ?? withValueAt(event, path, undefined);
  }
  return event;
}

/** Lists values near another one: with something left out of it, or another of its kind. */
function otherValues(value: unknown): Json[] {
  if (Array.isArray(value)) return [value.slice(0, -1), value.slice(0, 1), []] as Json[];
  if (isObject(value)) return Object.keys(value).map((name) => withValueAt(value, [name], undefined) as Json);
  const scalars: Json[] = ['sample', 'x', '', 0, 1, -1, 2, 0.5, 100, true, false, null];
  return scalars.filter((other) => typeof other === typeof value);
}
