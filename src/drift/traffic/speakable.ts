/**
 * Names and values that events bring along are printed only where they look like words of a protocol: what somebody typed
 * or dictated never does, and neither do addresses, numbers of any kind, or keys.
 */
const word = /^[A-Za-z$][A-Za-z0-9$]*(?:[._:/-][A-Za-z0-9$]+)*$/;
const longest = 48;
/** Telephone numbers, identities and keys have such stretches; words do not. */
const numbers = /\d{5,}|[0-9a-f]{16,}|^[sp]k_|(?=[A-Za-z]*\d)[A-Za-z0-9]{20,}/i;

export function speakable(text: string): boolean {
  return text.length <= longest && word.test(text) && !numbers.test(text);
}

/** A value that stands where a closed list is asked for, or undefined where it is nothing to print. */
export function speakableValue(value: unknown): string | boolean | null | undefined {
  if (value === null || typeof value === 'boolean') return value;
  return typeof value === 'string' && speakable(value) ? value : undefined;
}
