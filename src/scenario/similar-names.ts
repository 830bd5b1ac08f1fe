/** Finds up to three names that somebody may have meant, the nearest first: a few letters differ, or it is a part of them. */
export function similarNames(wanted: string, names: readonly string[]): string[] {
  const scored = names.map((name) => ({ name, distance: editDistance(wanted, name) }));
  const most = Math.max(2, Math.floor(wanted.length / 3));
  return scored
    .filter(({ name, distance }) => distance <= most || (wanted.length > 2 && name.includes(wanted)))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Counts the letters that must be changed, added or taken out (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
