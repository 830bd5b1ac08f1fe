import { isObject, type Json } from '../../schema/json.ts';
import { valueAt, withValueAt } from '../../schema/pointer.ts';

/**
 * Bounds how many shorter events are tried for one, and how long they are together: large ones take long to judge. One that holds
 * something where there was something else needs validators of its own, which take longer to make than many others to ask.
 */
const most = { tries: 120, characters: 240_000, moved: 4_000 };

/** Gives what an event shows; undefined for nothing. */
type Shows<T> = (event: Json) => T | undefined;

/** Holds the shortest event so far, with what it shows, and what may still be tried. */
interface Shortening<T> {
  best: Json;
  found: T;
  shows: Shows<T>;
  left: typeof most;
}

/**
 * Makes an event shorter as long as it shows what it shows: what need not be there goes, the outermost first, and what holds itself
 * becomes what it holds.
 */
export function shortest<T>(event: Json, shown: T, shows: Shows<T>): T {
  const shortening: Shortening<T> = { best: event, found: shown, shows, left: { ...most } };
  do takeOut(shortening);
  while (moveOut(shortening));
  return shortening.found;
}

/** Takes out what need not be there, until nothing can go. */
function takeOut<T>(shortening: Shortening<T>): void {
  for (let before: Json | undefined; before !== shortening.best; ) {
    before = shortening.best;
    const { length } = JSON.stringify(before);
    for (const { path } of valuesInside(before)) {
      if (path.length === 0 || valueAt(shortening.best, path) === undefined) continue;
      if (!isAllowed(shortening.left, 'characters', length)) return;
      const shorter = without(shortening.best, path);
      const found = shortening.shows(shorter);
      if (found !== undefined) Object.assign(shortening, { best: shorter, found });
    }
  }
}

/** Puts what is inside a value in its place, once; false where nothing can be. */
function moveOut<T>(shortening: Shortening<T>): boolean {
  const { best, left, shows } = shortening;
  for (const { path, value } of valuesInside(best))
    for (const inner of insideOf(value)) {
      const shorter = path.length === 0 ? inner : (withValueAt(best, path, inner) as Json);
      if (!isAllowed(left, 'moved', JSON.stringify(shorter).length)) return false;
      const found = shows(shorter);
      if (found === undefined) continue;
      Object.assign(shortening, { best: shorter, found });
      return true;
    }
  return false;
}

/** Takes a try, and its characters, from what is left; false where that is spent. */
function isAllowed(left: typeof most, of: 'characters' | 'moved', length: number): boolean {
  left.tries--;
  left[of] -= length;
  return left.tries >= 0 && left[of] >= 0;
}

interface Place {
  path: string[];
  value: Json;
}

/** Gives all that is in a value, the value itself first, what is nearest to it next. */
function* valuesInside(whole: Json): Generator<Place> {
  const places: Place[] = [{ path: [], value: whole }];
  for (const place of places) {
    yield place;
    const { path, value } = place;
    // What stands last in a list is taken out without moving the rest.
    if (Array.isArray(value))
      places.push(...value.map((each, index) => ({ path: [...path, String(index)], value: each })).toReversed());
    else if (isObject(value))
      places.push(...Object.entries(value).map(([key, each]) => ({ path: [...path, key], value: each as Json })));
  }
}

/** So few values in an object or a list may each stand in its place. */
const few = 3;

/** Lists what is inside a value and may stand in its place where it holds itself: what is most like it first, the innermost of these. */
function insideOf(value: Json): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = [...valuesInside(value)].slice(1);
  const holding = inside.map((each) => each.value).filter((each) => typeof each === 'object' && each !== null);
  const own = inside.filter(({ path }) => path.length === 1).map((each) => each.value);
  const plain = own.length > few ? [] : own.filter((each) => typeof each !== 'object' || each === null);
  const { like = [], unlike = [] } = Object.groupBy(holding.toReversed(), (each) =>
    isLike(value, each) ? 'like' : 'unlike',
  );
  return [...like, ...unlike, ...plain];
}

/** Tells whether one of two objects has all names of the other, or both are lists. */
function isLike(one: Json, other: Json): boolean {
  if (!isObject(one) || !isObject(other)) return Array.isArray(one) && Array.isArray(other);
  const [fewer, more] = [one, other].toSorted((a, b) => Object.keys(a).length - Object.keys(b).length);
  return Object.keys(fewer as object).every((key) => Object.hasOwn(more as object, key));
}

function without(whole: Json, path: readonly string[]): Json {
  const [holder, key] = [path.slice(0, -1), path.at(-1) as string];
  const list = valueAt(whole, holder);
  if (!Array.isArray(list)) return withValueAt(whole, path, undefined) as Json;
  return withValueAt(whole, holder, list.toSpliced(Number(key), 1)) as Json;
}
