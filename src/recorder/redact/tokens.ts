/** What a reader of JSON text makes of the tokens that it comes by; `P` is what it knows of a place. */
export interface Rewriter<P> {
  member(place: P, key: string): P;
  item(place: P, index: number): P;
  /** Each of these gives what stands in the text instead, as JSON; undefined leaves every byte as it is. */
  key(key: string, place: P): string | undefined;
  text(text: string, place: P): string | undefined;
  number(token: string, place: P): string | undefined;
}

/** Rewrites JSON by replacing single tokens; all other characters stay. The text must be well-formed. */
export function rewrite<P>(json: string, root: P, rewriter: Rewriter<P>): string {
  const pieces: string[] = [];
  let copied = 0;
  const replace = (start: number, end: number, by: string | undefined): void => {
    if (by === undefined) return;
    pieces.push(json.slice(copied, start), by);
    copied = end;
  };

  const value = (at: number, place: P): number => {
    const character = json[at];
    if (character === '{') return object(at, place);
    if (character === '[') return list(at, place);
    if (character === '"') {
      const end = endOfString(json, at);
      replace(at, end, rewriter.text(decoded(json, at, end), place));
      return end;
    }
    const end = endOfWord(json, at);
    const word = json.slice(at, end);
    if (/^[-\d]/.test(word)) replace(at, end, rewriter.number(word, place));
    return end;
  };

  const object = (start: number, place: P): number => {
    let at = skipSpace(json, start + 1);
    while (json[at] !== '}') {
      const end = endOfString(json, at);
      const key = decoded(json, at, end);
      replace(at, end, rewriter.key(key, place));
      const colon = skipSpace(json, end);
      at = nextItem(json, value(skipSpace(json, colon + 1), rewriter.member(place, key)));
    }
    return at + 1;
  };

  const list = (start: number, place: P): number => {
    let at = skipSpace(json, start + 1);
    for (let index = 0; json[at] !== ']'; index++) at = nextItem(json, value(at, rewriter.item(place, index)));
    return at + 1;
  };

  value(skipSpace(json, 0), root);
  pieces.push(json.slice(copied));
  return pieces.join('');
}

function decoded(json: string, start: number, end: number): string {
  return JSON.parse(json.slice(start, end)) as string;
}

/** From the opening quote to behind the closing one. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (at >= json.length) throw new Error('a string does not end');
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
}

function endOfWord(json: string, start: number): number {
  let at = start;
  while (at < json.length && /[-+.\w]/.test(json[at] ?? '')) at++;
  if (at === start) throw new Error('neither a value nor an end');
  return at;
}

function nextItem(json: string, end: number): number {
  const at = skipSpace(json, end);
  return json[at] === ',' ? skipSpace(json, at + 1) : at;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (json.charCodeAt(at) <= 0x20) at++;
  return at;
}
