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

/**
 * Matches words that a programmer writes as codes: `order.paid`, `pastDue`, `PAST_DUE`. A word with one capital in front is a
 * name, as those of people and places are.
 */
const codes = /^(?:[a-z$][A-Za-z0-9$]*|[A-Z0-9$]+)(?:[._:/-](?:[a-z0-9$][A-Za-z0-9$]*|[A-Z0-9$]+))*$/;

/** Gives a value that an event brought along, as `printableValue` does; one that no document lists has to look like a code, too. */
export function printableEventValue(value: unknown, listed: ReadonlySet<string>): ReturnType<typeof printableValue> {
  return typeof value !== 'string' || listed.has(value) || codes.test(value) ? printableValue(value) : undefined;
}

/** Gives a value that stands where a closed list is asked for; undefined where it is nothing to print. */
export function printableValue(value: unknown): string | boolean | null | undefined {
  if (value === null || typeof value === 'boolean') return value;
  return typeof value === 'string' && isPrintableName(value) ? value : undefined;
}
