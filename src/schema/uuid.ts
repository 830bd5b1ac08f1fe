/** Writes 32 hexadecimal digits as a version 4 UUID (RFC 9562, 5.4), though they need not be random. */
export function uuidFromHex(hex: string): string {
  const digits = `${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
