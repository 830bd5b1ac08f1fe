/** Holds the bytes that have a meaning in JSON text (RFC 8259, section 2). */
export const jsonByte = {
  quote: 0x22,
  backslash: 0x5c,
  newline: 0x0a,
  comma: 0x2c,
  colon: 0x3a,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  openBracket: 0x5b,
  closeBracket: 0x5d,
} as const;

const { quote, backslash, newline, comma, openBrace, closeBrace, openBracket, closeBracket } = jsonByte;

/** Finds the quote that ends a string; `from` stands behind its first quote. Gives the length where none ends it. */
export function closingQuote(bytes: Buffer, from: number): number {
  let end = bytes.indexOf(quote, from);
  while (end !== -1 && endsInEscape(bytes, from, end)) end = bytes.indexOf(quote, end + 1);
  return end === -1 ? bytes.length : end;
}

/** Tells whether an odd number of backslashes stands between `from` and `end`, right before `end`. */
export function endsInEscape(bytes: Buffer, from: number, end: number): boolean {
  let at = end;
  while (at > from && bytes[at - 1] === backslash) at--;
  return (end - at) % 2 === 1;
}

/** Tells whether brackets outside strings are nested deeper than `maxDepth`; stops at the first one too many. */
export function isNestedDeeper(bytes: Buffer, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = endOfText(bytes, at + 1);
    else if (byte === openBrace || byte === openBracket) {
      if (++depth > maxDepth) return true;
    } else if (byte === closeBrace || byte === closeBracket) depth--;
  }
  return false;
}

/** Texts of this many bytes and more are searched by native code, which takes longer to call than to look at a shorter one. */
const longText = 64;

/** Does what `closingQuote` does, quicker for the short texts that most are: it is asked of each one of a delivery. */
function endOfText(bytes: Buffer, from: number): number {
  const end = Math.min(bytes.length, from + longText);
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at++;
  }
  return closingQuote(bytes, from);
}

/** Counts the line breaks between two offsets. */
export function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline, from); at !== -1 && at < to; at = bytes.indexOf(newline, at + 1)) lines++;
  return lines;
}

/** Gives the offset of the next byte that is no white space. */
export function skipWhitespace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && Number(bytes[at]) <= 0x20) at++;
  return at;
}

/** Gives the offset of the next member or item, or of the bracket that ends them; `end` stands behind a value. */
export function nextItem(bytes: Buffer, end: number): number {
  const at = skipWhitespace(bytes, end);
  return bytes[at] === comma ? skipWhitespace(bytes, at + 1) : at;
}

/** Gives the offset behind the value that begins at `from`; well-formed text only, nested as deep as it likes. */
export function endOfValue(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) at = closingQuote(bytes, at + 1);
    else if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) depth--;
    if (depth < 0 || (depth === 0 && byte === comma)) return at;
    if (depth === 0 && (byte === quote || byte === closeBrace || byte === closeBracket)) return at + 1;
  }
  return bytes.length;
}

/** Reads the member that begins at `at` in an object: its key, where that ends, and where its value begins. */
export function memberAt(bytes: Buffer, at: number): { key: string; keyEnd: number; value: number } {
  const keyEnd = closingQuote(bytes, at + 1) + 1;
  const colon = skipWhitespace(bytes, keyEnd);
  return { key: stringAt(bytes, at, keyEnd), keyEnd, value: skipWhitespace(bytes, colon + 1) };
}

/** Decodes the string between two offsets, its quotes included. */
export function stringAt(bytes: Buffer, start: number, end: number): string {
  return JSON.parse(bytes.toString('utf8', start, end)) as string;
}
