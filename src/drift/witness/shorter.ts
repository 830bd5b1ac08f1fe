import { isObject, type Json } from '../../schema/json.ts';
import { valueAt, withValueAt } from '../../schema/pointer.ts';

/** So many shorter events are tried for one, and so long together: large ones take long to judge. */
const most = { tries: 120, characters: 120_000 };

/**
 * Makes an event shorter as long as it shows what it shows: what holds itself becomes what it holds, and what need not be there goes,
 * the outermost first. `shows` gives what it shows; undefined for nothing.
 */
export function shortest<T>(event: Json, shown: T, shows: (event: Json) => T | undefined): T {
  let [best, found] = [event, shown];
  const left = { ...most };
  const isBetter = (shorter: Json): boolean => {
    const { length } = JSON.stringify(shorter);
    if (length >= JSON.stringify(best).length || left.tries <= 0 || left.characters < length) return false;
    left.tries--;
    left.characters -= length;
    const result = shows(shorter);
    if (result === undefined) return false;
    [best, found] = [shorter, result];
    return true;
  };
  for (let length = Number.POSITIVE_INFINITY; JSON.stringify(best).length < length && left.tries > 0; ) {
    length = JSON.stringify(best).length;
    for (const path of pathsIn(best)) {
      const here = path.length === 0 ? best : valueAt(best, path);
      if (here === undefined) continue;
      const inner = insideOf(here as Json).find((each) => isBetter(replaced(best, path, each)));
      if (inner === undefined && path.length > 0) isBetter(without(best, path));
    }
  }
  return found;
}

/** Lists the ways to all that is in a value, the value itself first, what is nearest to it next. */
function pathsIn(value: Json): string[][] {
  const paths: string[][] = [[]];
  for (const path of paths) {
    const here = path.length === 0 ? value : valueAt(value, path);
    // What stands last in a list is taken out without moving the rest.
    const keys = Array.isArray(here)
      ? [...here.keys()].map(String).toReversed()
      : isObject(here)
        ? Object.keys(here)
        : [];
    paths.push(...keys.map((key) => [...path, key]));
  }
  return paths;
}

/** So few values in an object or a list may each stand in its place. */
const few = 3;

/** Lists what is inside a value and may stand in its place where it holds itself: the innermost objects and lists first. */
function insideOf(value: Json): Json[] {
  const paths = pathsIn(value).slice(1);
  const at = (path: string[]): Json => valueAt(value, path) as Json;
  const holding = paths.map(at).filter((each) => typeof each === 'object' && each !== null);
  const own = paths.filter(({ length }) => length === 1).map(at);
  const plain = own.length > few ? [] : own.filter((each) => typeof each !== 'object' || each === null);
  return [...holding.toReversed(), ...plain];
}

function replaced(whole: Json, path: readonly string[], value: Json): Json {
  return path.length === 0 ? value : (withValueAt(whole, path, value) as Json);
}

function without(whole: Json, path: readonly string[]): Json {
  const [holder, key] = [path.slice(0, -1), path.at(-1) as string];
  const list = holder.length === 0 ? whole : valueAt(whole, holder);
  if (Array.isArray(list)) return replaced(whole, holder, list.toSpliced(Number(key), 1));
  return withValueAt(whole, path, undefined) as Json;
}
