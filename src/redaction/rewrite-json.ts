import { closingQuote, jsonByte, memberAt, nextItem, skipWhitespace, stringAt } from '../schema/json-text.ts';

/** Decides what becomes of the tokens of a JSON text; `L` is what it knows of a location. */
interface JsonRewriter<L> {
  member(location: L, key: string): L;
  item(location: L, index: number): L;
  /** Gives what stands in the text instead, as JSON, as do the next two; undefined leaves every byte as it is. */
  key(key: string, location: L): string | undefined;
  text(text: string, location: L): string | undefined;
  number(token: string, location: L): string | undefined;
}

/** Rewrites JSON by replacing single tokens; all other characters stay. The text must be well-formed. */
export function rewriteJson<L>(json: string, root: L, rewriter: JsonRewriter<L>): string {
  const bytes = Buffer.from(json);
  const pieces: string[] = [];
  let copied = 0;
  const replace = (start: number, end: number, by: string | undefined): void => {
    if (by === undefined) return;
    pieces.push(bytes.toString('utf8', copied, start), by);
    copied = end;
  };

  const rewriteValue = (at: number, location: L): number => {
    if (bytes[at] === jsonByte.openBrace) return rewriteMembers(at, location);
    if (bytes[at] === jsonByte.openBracket) return rewriteItems(at, location);
    const isText = bytes[at] === jsonByte.quote;
    const end = isText ? closingQuote(bytes, at + 1) + 1 : endOfWord(bytes, at);
    const word = bytes.toString('utf8', at, end);
    if (isText) replace(at, end, rewriter.text(stringAt(bytes, at, end), location));
    else if (/^[-\d]/.test(word)) replace(at, end, rewriter.number(word, location));
    return end;
  };

  const rewriteMembers = (start: number, location: L): number => {
    let at = skipWhitespace(bytes, start + 1);
    while (bytes[at] !== jsonByte.closeBrace) {
      const { key, keyEnd, value } = memberAt(bytes, at);
      replace(at, keyEnd, rewriter.key(key, location));
      at = nextItem(bytes, rewriteValue(value, rewriter.member(location, key)));
    }
    return at + 1;
  };

  const rewriteItems = (start: number, location: L): number => {
    let at = skipWhitespace(bytes, start + 1);
    for (let index = 0; bytes[at] !== jsonByte.closeBracket; index++)
      at = nextItem(bytes, rewriteValue(at, rewriter.item(location, index)));
    return at + 1;
  };

  rewriteValue(skipWhitespace(bytes, 0), root);
  return [...pieces, bytes.toString('utf8', copied)].join('');
}

/** Gives the offset behind a number, `true`, `false` or `null`. */
function endOfWord(bytes: Buffer, start: number): number {
  let at = start;
  while (/[-+.\w]/.test(String.fromCharCode(bytes[at] ?? 0))) at++;
  if (at === start) throw new Error('neither a value nor an end');
  return at;
}
