/**
 * Matches words of a protocol. What somebody typed or dictated never looks like one, and neither do addresses, numbers of any
 * kind, or keys: names and values that events bring along are printed only where they do.
 */
const protocolWord = /^[A-Za-z$][A-Za-z0-9$]*(?:[._:/-][A-Za-z0-9$]+)*$/;
const longestWord = 48;
/** Matches stretches that telephone numbers, identities and keys have; words have none. */
const identifying = /\d{5,}|[0-9a-f]{16,}|^[sp]k_|(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}/i;

/** Tells whether a name that an event brought along may be printed. */
export function isPrintableName(text: string): boolean {
  return text.length <= longestWord && protocolWord.test(text) && !identifying.test(text);
}

/** Gives a value that stands where a closed list is asked for; undefined where it is nothing to print. */
export function printableValue(value: unknown): string | boolean | null | undefined {
  if (value === null || typeof value === 'boolean') return value;
  return typeof value === 'string' && isPrintableName(value) ? value : undefined;
}
