/** Matches what an assertion asks of the text around it, in `(?=…)` and its kin. */
const lookaround = /^\(\?(?:<?[=!])/;

/**
 * The pattern without what our generator cannot read: assertions that look around, word boundaries, and references back,
 * which become what they refer to. Texts made from it match the pattern by luck only, and must be tried.
 */
export function withoutAssertions(pattern: string): string {
  const groups = groupsOf(pattern);
  let result = '';
  for (let at = 0; at < pattern.length; ) {
    const group = groups.find(({ start }) => start === at);
    if (group && lookaround.test(pattern.slice(at))) {
      at = group.end;
      continue;
    }
    const end = tokenEnd(pattern, at);
    const token = pattern.slice(at, end);
    at = end;
    if (token === '\\b' || token === '\\B') continue;
    const back = /^\\(?:([1-9])|k<([^>]+)>)$/.exec(token);
    const target =
      back && groups.find(({ number, name }) => number === Number(back[1]) || (name !== undefined && name === back[2]));
    result += target ? `(?:${withoutAssertions(target.body)})` : token;
  }
  return result;
}

interface Group {
  start: number;
  /** Behind its closing parenthesis. */
  end: number;
  /** As references count; undefined for one that captures nothing. */
  number: number | undefined;
  name: string | undefined;
  body: string;
}

function groupsOf(pattern: string): Group[] {
  const open: { start: number; number: number | undefined }[] = [];
  const groups: Group[] = [];
  let captured = 0;
  for (let at = 0; at < pattern.length; at = tokenEnd(pattern, at)) {
    if (pattern[at] === '(') {
      const captures = pattern[at + 1] !== '?' || /^\(\?<[^=!]/.test(pattern.slice(at));
      open.push({ start: at, number: captures ? ++captured : undefined });
    }
    const last = pattern[at] === ')' ? open.pop() : undefined;
    if (!last) continue;
    const written = pattern.slice(last.start, at);
    const head = /^\((?:\?(?:<([^=!>][^>]*)>|[:=!]|<[=!]))?/.exec(written);
    groups.push({ ...last, end: at + 1, name: head?.[1], body: written.slice(head?.[0].length) });
  }
  return groups;
}

/** Behind a character, an escape, a whole class, or a named reference. */
function tokenEnd(pattern: string, at: number): number {
  if (pattern[at] === '\\') {
    const named = /^\\(?:k<[^>]+>|[pPu]\{[^}]*\})/.exec(pattern.slice(at));
    return at + (named?.[0].length ?? 2);
  }
  if (pattern[at] !== '[') return at + 1;
  let end = at + 1;
  while (end < pattern.length && pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** More characters than these are not tried out. */
const longest = 300;

/**
 * A text like the given one, as long as it must be, that still fits: characters of it are doubled or left out one at a time.
 * Undefined where that leads nowhere.
 */
export function stretched(
  text: string,
  least: number,
  most: number,
  fits: (text: string) => boolean,
): string | undefined {
  let characters = [...text];
  if (least > longest) return undefined;
  // Most patterns that go on can end anywhere.
  const [head, tail] = [characters.slice(0, most), characters.slice(-most)];
  const cut = [head, tail].find(
    (part) => part.length < characters.length && part.length >= least && fits(part.join('')),
  );
  if (cut) return cut.join('');
  for (let tries = 0; characters.length < least || characters.length > most; tries++) {
    const long = characters.length > most;
    const change = (at: number): string[] =>
      long ? characters.toSpliced(at, 1) : characters.toSpliced(at, 0, characters[at] as string);
    const other = tries < longest ? nearby(characters, change, fits) : undefined;
    if (!other) return undefined;
    characters = other;
  }
  return characters.join('');
}

/** Takes the last place that gives: what a text ends with is what most often may go on. */
function nearby(
  characters: readonly string[],
  change: (at: number) => string[],
  fits: (text: string) => boolean,
): string[] | undefined {
  for (let at = characters.length - 1; at >= 0 && at > characters.length - 40; at--) {
    const other = change(at);
    if (fits(other.join(''))) return other;
  }
  return undefined;
}

/** Lists what `\s` stands for in ECMA-262: white space and the ends of lines, of all scripts. RE2 knows those of ASCII only. */
const spaces = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;

/**
 * Writes a pattern of ECMA-262 so that RE2 reads it alike: what is white space, and what `.` leaves out. Undefined where RE2
 * has no way to say the same.
 */
export function asRe2(pattern: string): string | undefined {
  let result = '';
  for (let at = 0; at < pattern.length; ) {
    const end = tokenEnd(pattern, at);
    const token = pattern.slice(at, end);
    at = end;
    if (token === '.') result += String.raw`[^\n\r\x{2028}\x{2029}]`;
    else if (token === String.raw`\s`) result += `[${spaces}]`;
    else if (token === String.raw`\S`) result += `[^${spaces}]`;
    else if (token === String.raw`[\s\S]` || token === String.raw`[\S\s]`) result += '(?s:.)';
    else if (!token.startsWith('[')) result += token;
    else {
      if (/(?<!\\)(?:\\\\)*\\S/.test(token)) return undefined;
      result += token.replaceAll(/\\./gs, (each) => (each === String.raw`\s` ? spaces : each));
    }
  }
  return result;
}
